/** Chat channels beside calls: {@link io.videoprovider.chat.ChatChannels}. */
@NullMarked
package io.videoprovider.chat;

import org.jspecify.annotations.NullMarked;
