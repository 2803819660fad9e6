package io.sshra.test;

import io.sshra.SshCertificateRequest;
import io.sshra.SshCertificateSource;
import jakarta.annotation.security.PermitAll;
import jakarta.ejb.Local;
import jakarta.ejb.Stateless;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A bean of the application that signs nothing, and says for whom it was asked. */
@Stateless
@Local(SshCertificateSource.class)
@PermitAll
public class SealedSource implements SshCertificateSource {

    static final List<Thread> CALLERS = new CopyOnWriteArrayList<>();

    @Override
    public String sign(SshCertificateRequest request) throws IOException {
        CALLERS.add(Thread.currentThread());
        throw new IOException("sealed for " + request.keyId());
    }
}
