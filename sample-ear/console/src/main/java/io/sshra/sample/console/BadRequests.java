package io.sshra.sample.console;

import io.sshra.SshNames;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/** Answers requests whose body is invalid JSON or lacks a field, with a short error like all others. */
@Provider
public class BadRequests implements ExceptionMapper<ProcessingException> {

    @Override
    public Response toResponse(ProcessingException exception) {
        return answer("The body of the request is invalid", "Send a JSON object with the fields that the page sends");
    }

    private static Response answer(String what, String advice) {
        return answer(SshErrors.error("", what, advice));
    }

    private static Response answer(SshErrors.Error error) {
        return Response.status(Response.Status.BAD_REQUEST).type(MediaType.APPLICATION_JSON).entity(error).build();
    }

    /** Returns an exception for the caller to throw. */
    static BadRequestException because(String what, String advice) {
        return new BadRequestException(answer(what, advice));
    }

    /** The same about a field of a form, where the page shows it. */
    static BadRequestException in(String field, String what, String advice) {
        SshErrors.Error error = new SshErrors.Error("", what, advice, field, null);
        return new BadRequestException(answer(error));
    }

    /** Returns the name of a profile that a page sends, if it is valid. */
    static String profile(String name) {
        try {
            return SshNames.profile(name);
        } catch (IllegalArgumentException e) {
            throw in("profile", "This is not the name of a profile", e.getMessage());
        }
    }

    /** Returns the body or field if it is present. */
    static <T> T required(T part) {
        if (part == null) {
            throw because("The request is incomplete", "Send a JSON object with the fields that the page sends");
        }
        return part;
    }
}
