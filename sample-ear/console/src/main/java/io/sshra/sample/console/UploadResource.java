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
 * Takes files in slices, each of which goes on to the machine as it comes. A slice is smaller than the 10 MiB that WildFly takes in
 * a request, and what a break costs is one of them at most.
 */
@Path("uploads")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class UploadResource {

    @Inject
    private RemoteFiles remote;

    /** Where to go on. */
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
