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

/** Reports errors to the page, with the adapter's message and code and an advice for the user. */
@Provider
public class SshErrors implements ExceptionMapper<SshException> {

    /**
     * An error as the page shows it.
     *
     * @param code    empty for an error that is not the adapter's
     * @param field   the field of a form that the error is about; null for most errors
     * @param hostKey null unless the error concerns the host key
     */
    public record Error(String code, String what, String advice, String field, HostKey hostKey) {
    }

    /**
     * The host's key, for the user to compare.
     *
     * @param changed whether another key is known for this host; the user can't accept the key then
     */
    public record HostKey(String fingerprint, String kind, String picture, boolean changed) {

        private static HostKey of(SshHostKeyException refused) {
            String kind = Randomart.title(refused.offeredKey());
            return new HostKey(refused.fingerprint(), kind, Randomart.of(kind, refused.fingerprint()), refused.changed());
        }
    }

    static Error error(SshException exception) {
        return new Error(exception.getErrorCode(), Advice.readable(exception.what()), Advice.of(exception.code()), null,
                exception instanceof SshHostKeyException refused ? HostKey.of(refused) : null);
    }

    static Error error(String code, String what, String advice) {
        return new Error(code, what, advice, null, null);
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
