package org.example.tasks;

import io.sshra.SshException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/** Answers with the adapter's message if a machine can't be reached. It says what to do, and has no secret. */
@Provider
public class SshErrors implements ExceptionMapper<SshException> {

    @Override
    public Response toResponse(SshException failure) {
        return Response.status(Response.Status.BAD_GATEWAY).type(MediaType.TEXT_PLAIN_TYPE).entity(failure.getMessage() + "\n").build();
    }
}
