package io.videoprovider.spring.autoconfigure.emulator;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.OkHttpClient;
import org.springframework.boot.ssl.SslBundle;

/**
 * Makes emulators trust the certificate of the application that they belong to, with any issuer and for any host. No other client
 * uses it. All other certificates are verified as usual.
 */
final class WebhookTrust implements X509TrustManager {

    private final X509TrustManager standard = standard();
    private final Set<Certificate> certificates = ConcurrentHashMap.newKeySet();

    /** Trusts the certificates of a web server. */
    void add(SslBundle server) {
        KeyStore keys = server.getStores().getKeyStore();
        if (keys == null) {
            return;
        }
        try {
            for (String alias : Collections.list(keys.aliases())) {
                Certificate certificate = keys.getCertificate(alias);
                if (keys.isKeyEntry(alias) && certificate != null) {
                    certificates.add(certificate);
                }
            }
        } catch (KeyStoreException e) {
            throw new IllegalStateException("the certificate of the web server is unreadable", e);
        }
    }

    /** Customizes the client that delivers webhooks. */
    void customize(OkHttpClient.Builder client) {
        HostnameVerifier usual = new OkHttpClient().hostnameVerifier();
        try {
            SSLContext tls = SSLContext.getInstance("TLS");
            tls.init(null, new TrustManager[] {this}, null);
            client.sslSocketFactory(tls.getSocketFactory(), this).hostnameVerifier((host, session) -> {
                try {
                    return certificates.contains(session.getPeerCertificates()[0]) || usual.verify(host, session);
                } catch (SSLPeerUnverifiedException e) {
                    return false;
                }
            });
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("TLS is unavailable", e);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        if (chain.length == 0 || !certificates.contains(chain[0])) {
            standard.checkServerTrusted(chain, authType);
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        standard.checkClientTrusted(chain, authType);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return standard.getAcceptedIssuers();
    }

    private static X509TrustManager standard() {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init((KeyStore) null);
            for (TrustManager manager : factory.getTrustManagers()) {
                if (manager instanceof X509TrustManager x509) {
                    return x509;
                }
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the trust store of the Java platform is unreadable", e);
        }
        throw new IllegalStateException("the Java platform has no X.509 trust manager");
    }
}
