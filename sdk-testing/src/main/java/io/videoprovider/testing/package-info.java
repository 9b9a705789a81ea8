/** What every test of a provider needs: the contract suite and people who join calls. */
@NullMarked
package io.videoprovider.testing;

import org.jspecify.annotations.NullMarked;
