package io.sshra.test;

import org.jboss.as.controller.client.ModelControllerClient;
import org.jboss.dmr.ModelNode;

/** The container's login: an authentication context of Elytron with one configuration. */
final class ElytronLogin {

    private final ModelControllerClient client;
    private final String name;

    ElytronLogin(ModelControllerClient client, String name) {
        this.client = client;
        this.name = name;
    }

    /** @param password null for none */
    void add(String login, String password) {
        Management.execute(client, addConfiguration(login, password));
        Management.execute(client, addContext());
    }

    /** With a password from a credential store. */
    void addStored(String login, String store, String alias) {
        ModelNode configuration = addConfiguration(login, null);
        configuration.get("credential-reference").get("store").set(store);
        configuration.get("credential-reference").get("alias").set(alias);
        Management.execute(client, configuration);
        Management.execute(client, addContext());
    }

    /** In one step, because a changed attribute of these resources takes effect only after a reload. */
    void change(String login, String password) {
        ModelNode all = Management.operation("composite");
        all.get("address").setEmptyList();
        all.get("steps").add(at("remove", "authentication-context")).add(at("remove", "authentication-configuration"))
                .add(addConfiguration(login, password)).add(addContext());
        Management.execute(client, all);
    }

    void remove() {
        Management.execute(client, at("remove", "authentication-context"));
        Management.execute(client, at("remove", "authentication-configuration"));
    }

    private ModelNode at(String operation, String type) {
        return Management.operation(operation, "subsystem", "elytron", type, name);
    }

    private ModelNode addConfiguration(String login, String password) {
        ModelNode add = at("add", "authentication-configuration");
        add.get("authentication-name").set(login);
        if (password != null) {
            add.get("credential-reference").get("clear-text").set(password);
        }
        return add;
    }

    private ModelNode addContext() {
        ModelNode add = at("add", "authentication-context");
        ModelNode rule = new ModelNode();
        rule.get("authentication-configuration").set(name);
        add.get("match-rules").add(rule);
        return add;
    }
}
