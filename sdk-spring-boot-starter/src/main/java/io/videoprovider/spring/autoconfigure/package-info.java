/** Parts that all auto-configurations share. Not an API: applications use the beans and the properties {@code videoprovider.*}. */
@NullMarked
package io.videoprovider.spring.autoconfigure;

import org.jspecify.annotations.NullMarked;
