package io.sshra.sample.console;

import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/** A body that is no JSON, or not of the form that is asked for: said in one line, as every other error. */
@Provider
public class BadRequests implements ExceptionMapper<ProcessingException> {

    @Override
    public Response toResponse(ProcessingException exception) {
        return answer("The request has no body of the form that is asked for", "Send a JSON object with the fields that the page sends");
    }

    private static Response answer(String what, String advice) {
        return Response.status(Response.Status.BAD_REQUEST).type(MediaType.APPLICATION_JSON)
                .entity(SshErrors.error("", what, advice)).build();
    }

    /** To be thrown. */
    static BadRequestException because(String what, String advice) {
        return new BadRequestException(answer(what, advice));
    }

    /** The body or the field, if there is one. */
    static <T> T required(T part) {
        if (part == null) {
            throw because("The request lacks a part", "Send a JSON object with the fields that the page sends");
        }
        return part;
    }
}
