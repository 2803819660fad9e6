package org.example.tasks;

import io.sshra.SshConnection;
import io.sshra.SshException;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;

/** The system of a machine: {@code /tasks/kernel?on=PROFILE}. DELETE logs out. */
@Path("kernel")
@RequestScoped
public class Kernel {

    @Inject
    Machines machines;

    @GET
    @Produces("text/plain;charset=UTF-8")
    public String name(@QueryParam("on") String profile) throws SshException {
        try (SshConnection connection = machines.on(profile)) {
            return connection.exec("uname -sr").stdout();
        }
    }

    @DELETE
    public void logOut(@Context HttpServletRequest request) {
        request.getSession().invalidate();
    }
}
