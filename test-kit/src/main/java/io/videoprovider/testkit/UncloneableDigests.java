package io.videoprovider.testkit;

import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.MessageDigest;
import java.security.MessageDigestSpi;
import java.security.Provider;
import java.security.Security;
import java.security.spec.AlgorithmParameterSpec;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.MacSpi;
import org.jspecify.annotations.Nullable;

/** SHA-256 and HMAC-SHA256 whose {@code clone()} throws {@code CloneNotSupportedException}, as the providers of some tokens and HSMs do. */
public final class UncloneableDigests {

    private UncloneableDigests() {}

    public interface Action {
        void run() throws Exception;
    }

    /** Runs the action while these digests replace those of the JDK, in the whole JVM. */
    public static void use(Action action) throws Exception {
        Provider digests = new Digests();
        Security.insertProviderAt(digests, 1);
        try {
            action.run();
        } finally {
            Security.removeProvider(digests.getName());
        }
    }

    private static final class Digests extends Provider {

        private static final long serialVersionUID = 1;

        Digests() {
            super("UncloneableDigests", "1", "SHA-256 and HMAC-SHA256 of the JDK, without clone()");
            put("MessageDigest", "SHA-256", Sha256::new);
            put("Mac", "HmacSHA256", HmacSha256::new);
        }

        private void put(String type, String algorithm, Supplier<Object> spi) {
            putService(new Service(this, type, algorithm, UncloneableDigests.class.getName(), null, null) {
                @Override
                public Object newInstance(@Nullable Object parameter) {
                    return spi.get();
                }
            });
        }
    }

    private static final class Sha256 extends MessageDigestSpi {

        private final MessageDigest jdk;

        Sha256() {
            try {
                jdk = MessageDigest.getInstance("SHA-256", "SUN");
            } catch (GeneralSecurityException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        protected int engineGetDigestLength() {
            return jdk.getDigestLength();
        }

        @Override
        protected void engineUpdate(byte input) {
            jdk.update(input);
        }

        @Override
        protected void engineUpdate(byte[] input, int offset, int length) {
            jdk.update(input, offset, length);
        }

        @Override
        protected byte[] engineDigest() {
            return jdk.digest();
        }

        @Override
        protected void engineReset() {
            jdk.reset();
        }
    }

    private static final class HmacSha256 extends MacSpi {

        private final Mac jdk;

        HmacSha256() {
            try {
                jdk = Mac.getInstance("HmacSHA256", "SunJCE");
            } catch (GeneralSecurityException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        protected int engineGetMacLength() {
            return jdk.getMacLength();
        }

        @Override
        protected void engineInit(Key key, @Nullable AlgorithmParameterSpec parameters)
                throws InvalidKeyException, InvalidAlgorithmParameterException {
            jdk.init(key, parameters);
        }

        @Override
        protected void engineUpdate(byte input) {
            jdk.update(input);
        }

        @Override
        protected void engineUpdate(byte[] input, int offset, int length) {
            jdk.update(input, offset, length);
        }

        @Override
        protected byte[] engineDoFinal() {
            return jdk.doFinal();
        }

        @Override
        protected void engineReset() {
            jdk.reset();
        }
    }
}
