package io.sshra.sample.console;

import io.sshra.SshException;
import io.sshra.SshHostKeyException;
import io.sshra.SshInputException;
import io.sshra.SshProfileException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/** Tells the page what went wrong, in the adapter's words. */
@Provider
public class SshErrors implements ExceptionMapper<SshException> {

    /** What the page shows. */
    public static class Error {
        public String code;
        public String what;
        public String advice;
        /** Null unless it is about the host's key. */
        public HostKey hostKey;
    }

    /** The key that the host has shown, for its user to compare. */
    public static class HostKey {
        public String fingerprint;
        public String kind;
        public String picture;
        /** Whether another one is known for this host: then it is no question. */
        public boolean changed;
    }

    static Error error(SshException exception) {
        Error error = error(exception.getErrorCode(), exception.what(), exception.code().advice());
        if (exception instanceof SshHostKeyException refused) {
            error.hostKey = new HostKey();
            error.hostKey.fingerprint = refused.fingerprint();
            error.hostKey.kind = Randomart.title(refused.offeredKey());
            error.hostKey.picture = Randomart.of(error.hostKey.kind, refused.fingerprint());
            error.hostKey.changed = refused.changed();
        }
        return error;
    }

    static Error error(String code, String what, String advice) {
        Error error = new Error();
        error.code = code;
        error.what = what;
        error.advice = advice;
        return error;
    }

    @Override
    public Response toResponse(SshException exception) {
        boolean callersFault = exception instanceof SshInputException || exception instanceof SshProfileException;
        return Response.status(callersFault ? Response.Status.BAD_REQUEST : Response.Status.BAD_GATEWAY)
                .type(MediaType.APPLICATION_JSON).entity(error(exception)).build();
    }
}
