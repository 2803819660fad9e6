package io.sshra.sample.console;

import io.sshra.SshException;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.io.InputStream;

/**
 * Receives files in slices and passes each on to the machine while it arrives. A slice is smaller than WildFly's limit of 10 MiB for
 * a request. An interruption costs at most one slice.
 */
@Path("uploads")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class UploadResource {

    @Inject
    private RemoteFiles remote;

    /** Returns the position at which to continue. */
    @GET
    public Upload.State state(@BeanParam Upload upload) throws SshException {
        return remote.with(upload.profile, upload::state);
    }

    @PUT
    @Consumes(MediaType.APPLICATION_OCTET_STREAM)
    public Upload.State add(@BeanParam Upload upload, @QueryParam("offset") long offset,
            @HeaderParam(HttpHeaders.CONTENT_LENGTH) long length, InputStream slice) throws SshException {
        return remote.with(upload.profile, files -> upload.add(files, slice, offset, length));
    }

    @DELETE
    public void discard(@BeanParam Upload upload) throws SshException {
        remote.with(upload.profile, files -> {
            upload.discard(files);
            return null;
        });
    }
}
