package io.sshra.sample.console;

import io.sshra.SshException;
import io.sshra.SshHostKeyException;
import io.sshra.SshInputException;
import io.sshra.SshPolicyException;
import io.sshra.SshProfileException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/** Reports errors to the page with the adapter's message, code and advice. */
@Provider
public class SshErrors implements ExceptionMapper<SshException> {

    /** An error as the page shows it. */
    public static class Error {
        public String code;
        public String what;
        public String advice;
        /** The field of a form that the error is about; null for most errors. */
        public String field;
        /** Null unless the error concerns the host key. */
        public HostKey hostKey;
    }

    /** The host's key, for the user to compare. */
    public static class HostKey {
        public String fingerprint;
        public String kind;
        public String picture;
        /** Whether another key is known for this host; the user can't accept the key then. */
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
        Response.Status status = exception instanceof SshPolicyException ? Response.Status.FORBIDDEN
                : callersFault ? Response.Status.BAD_REQUEST : Response.Status.BAD_GATEWAY;
        return Response.status(status)
                .type(MediaType.APPLICATION_JSON).entity(error(exception)).build();
    }
}
