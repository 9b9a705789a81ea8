package io.videoprovider.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.videoprovider.error.ProviderId;
import io.videoprovider.error.UnsupportedFeatureException;
import io.videoprovider.message.Messages;
import java.lang.reflect.RecordComponent;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CapabilitiesTest {

    @Test
    void a_supported_option_passes_and_an_unsupported_one_is_rejected_by_name() {
        EnumSet<Capability> supported = EnumSet.of(Capability.RECORD_COMPOSITE);
        Capabilities capabilities = new Capabilities(
                ProviderId.STREAM,
                supported,
                Set.of(Messages.class),
                new Limits(64, 255, 255, 5120, 1, 1, 5120),
                Semantics.builder().build());
        supported.clear();

        assertThat(capabilities.has(Capability.RECORD_COMPOSITE)).isTrue();
        assertThatCode(() -> capabilities.require(Capability.RECORD_COMPOSITE, "it"))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> capabilities.require(Capability.RECORD_TRACK, "recording a track"))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessage("stream: does not support recording a track (RECORD_TRACK is not in its capabilities)");
        assertThatThrownBy(() -> capabilities.supported().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void builder_of_semantics_sets_the_value_that_its_method_names() throws ReflectiveOperationException {
        for (RecordComponent set : Semantics.class.getRecordComponents()) {
            Semantics.Builder builder = Semantics.builder();
            Semantics.Builder.class.getMethod(set.getName()).invoke(builder);
            Semantics semantics = builder.build();

            for (RecordComponent component : Semantics.class.getRecordComponents()) {
                assertThat(component.getAccessor().invoke(semantics))
                        .isEqualTo(component.getName().equals(set.getName()));
            }
        }
    }
}
