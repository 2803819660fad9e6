#!/bin/bash
# A definition of one application switches Bean Validation of all resource adapters off; in standalone-full.xml it never is on
#
# Package: org.wildfly:wildfly-dist 39.0.1.Final (Maven Central).
# Guess: the jca subsystem's bean-validation, enabled="true" in all configurations that are shipped, holds for each adapter, whatever
#   was deployed before it.
# Seen: an adapter whose property breaks its @Min(1) is refused at first, and accepted from the moment on that an application
#   with @ConnectionFactoryDefinition was deployed, which named another adapter: "without the application again: size 0 is
#   accepted". A reload brings the check back. In standalone-full.xml the pooled connection factory of JMS does the same at each
#   start: "standalone-full.xml, at first: size 0 is accepted". The attribute reads as true all the time.
# Matters: constraints of an adapter are no protection there. It has to check its values itself when it starts, and tests of
#   wrong values depend on what was deployed before.
# Source: org.jboss.as.connector.services.resourceadapters.ResourceAdapterActivatorService, which calls setBeanValidation(false)
#   on the configuration that all adapters share; Jakarta Connectors 2.1, JavaBean validation of resource adapters.
. "$(dirname "$0")/lib/setup.sh"
. "$(dirname "$0")/lib/wildfly.sh"
mkdir -p "$T/src/sample" "$T/rar" "$T/war/WEB-INF/classes" "$T/wrong/META-INF"
cat > "$T/src/sample/Factory.java" <<'JAVA'
package sample;

public interface Factory extends java.io.Serializable, jakarta.resource.Referenceable {
}
JAVA
cat > "$T/src/sample/Adapter.java" <<'JAVA'
package sample;

import jakarta.resource.spi.ActivationSpec;
import jakarta.resource.spi.BootstrapContext;
import jakarta.resource.spi.ConfigProperty;
import jakarta.resource.spi.Connector;
import jakarta.resource.spi.ResourceAdapter;
import jakarta.resource.spi.TransactionSupport.TransactionSupportLevel;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import jakarta.validation.constraints.Min;
import java.util.Objects;
import javax.transaction.xa.XAResource;

@Connector(transactionSupport = TransactionSupportLevel.NoTransaction)
public class Adapter implements ResourceAdapter, java.io.Serializable {
    @Min(1)
    @ConfigProperty(defaultValue = "1")
    private Integer size = 1;

    public Integer getSize() {
        return size;
    }

    public void setSize(Integer size) {
        this.size = size;
    }

    @Override
    public void start(BootstrapContext context) {
        System.out.println("started with size " + size);
    }

    @Override
    public void stop() {
    }

    @Override
    public void endpointActivation(MessageEndpointFactory factory, ActivationSpec spec) {
    }

    @Override
    public void endpointDeactivation(MessageEndpointFactory factory, ActivationSpec spec) {
    }

    @Override
    public XAResource[] getXAResources(ActivationSpec[] specs) {
        return null;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Adapter that && Objects.equals(size, that.size);
    }

    @Override
    public int hashCode() {
        return Objects.hashCode(size);
    }
}
JAVA
cat > "$T/src/sample/Definition.java" <<'JAVA'
package sample;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionDefinition;
import jakarta.resource.spi.ConnectionManager;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.ManagedConnection;
import jakarta.resource.spi.ManagedConnectionFactory;
import java.io.PrintWriter;
import java.util.Set;
import javax.naming.Reference;
import javax.security.auth.Subject;

@ConnectionDefinition(connectionFactory = Factory.class, connectionFactoryImpl = Definition.Made.class, connection = Runnable.class,
        connectionImpl = Thread.class)
public class Definition implements ManagedConnectionFactory {
    public static class Made implements Factory {
        private Reference reference;

        @Override
        public Reference getReference() {
            return reference;
        }

        @Override
        public void setReference(Reference reference) {
            this.reference = reference;
        }
    }

    @Override
    public Object createConnectionFactory(ConnectionManager manager) {
        return new Made();
    }

    @Override
    public Object createConnectionFactory() {
        return new Made();
    }

    @Override
    public ManagedConnection createManagedConnection(Subject subject, ConnectionRequestInfo info) throws ResourceException {
        throw new ResourceException("not in this finding");
    }

    @Override
    @SuppressWarnings("rawtypes")
    public ManagedConnection matchManagedConnections(Set set, Subject subject, ConnectionRequestInfo info) {
        return null;
    }

    @Override
    public void setLogWriter(PrintWriter out) {
    }

    @Override
    public PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Definition;
    }

    @Override
    public int hashCode() {
        return 1;
    }
}
JAVA
mkdir "$T/src/user"
cat > "$T/src/user/User.java" <<'JAVA'
package user;

@jakarta.resource.ConnectionFactoryDefinition(name = "java:app/factory", interfaceName = "sample.Factory", resourceAdapter = "right",
        minPoolSize = 0)
@jakarta.servlet.annotation.WebServlet("/user")
public class User extends jakarta.servlet.http.HttpServlet {
}
JAVA
nice javac -cp "$API" -d "$T/classes" "$T"/src/*/*.java
jar cf "$T/rar/sample.jar" -C "$T/classes" sample
jar cf "$T/right.rar" -C "$T/rar" .
# The same jar, and a value that its constraint forbids.
cat > "$T/wrong/META-INF/ironjacamar.xml" <<'XML'
<ironjacamar xmlns="http://www.jboss.org/ironjacamar/schema">
  <config-property name="size">0</config-property>
  <connection-definitions>
    <connection-definition class-name="sample.Definition" jndi-name="java:/eis/wrong" pool-name="wrong"/>
  </connection-definitions>
</ironjacamar>
XML
cp "$T/rar/sample.jar" "$T/wrong"
jar cf "$T/wrong.rar" -C "$T/wrong" .
cp -r "$T/classes/user" "$T/war/WEB-INF/classes"
echo 'Dependencies: deployment.right.rar' > "$T/manifest"
jar cfm "$T/user.war" "$T/manifest" -C "$T/war" .

# Tries to deploy it, says whether that was possible, and takes it away again.
attempt() { # WHEN
    cat <<CLI
try
    deploy $T/wrong.rar
    echo "$1: size 0 is accepted"
    undeploy wrong.rar
catch
    echo "$1: size 0 is refused"
end-try
CLI
}
{
    wildfly standalone.xml
    {
        attempt 'standalone.xml, at first'
        echo "deploy $T/right.rar"
        echo "deploy $T/user.war"
        attempt 'with an application that has a definition'
        echo 'undeploy user.war'
        echo 'undeploy right.rar'
        attempt 'without the application again'
        echo '/subsystem=jca/bean-validation=bean-validation:read-attribute(name=enabled)'
        echo 'reload'
        attempt 'after a reload'
    } | cli
    cp "$T/server.log" "$T/first.log"
    wildfly_ends
    wildfly standalone-full.xml
    attempt 'standalone-full.xml, at first' | cli
    wildfly_ends
} > "$T/out" 2>&1 || { cat "$T/out" "$T/server.log"; exit 1; }
grep -ahoE 'started with size [01]|ConstraintViolationException: size: [a-z 0-9]*' "$T/first.log" | sort -u >> "$T/out"
expect "$T/out" '"standalone.xml, at first: size 0 is refused"' '"with an application that has a definition: size 0 is accepted"' \
    '"without the application again: size 0 is accepted"' '    "result" => true' '"after a reload: size 0 is refused"' \
    '"standalone-full.xml, at first: size 0 is accepted"' 'started with size 0' \
    'ConstraintViolationException: size: must be greater than or equal to 1'
