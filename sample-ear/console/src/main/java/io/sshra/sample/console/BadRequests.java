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
        return answer();
    }

    private static Response answer() {
        return Response.status(Response.Status.BAD_REQUEST).type(MediaType.APPLICATION_JSON)
                .entity(SshErrors.error("", "The request has no body of the form that is asked for",
                        "Send a JSON object with the fields that the page sends")).build();
    }

    /** The body, if there is one. */
    static <T> T required(T body) {
        if (body == null) {
            throw new BadRequestException(answer());
        }
        return body;
    }
}
