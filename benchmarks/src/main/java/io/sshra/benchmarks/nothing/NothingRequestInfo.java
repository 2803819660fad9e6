package io.sshra.benchmarks.nothing;

import jakarta.resource.spi.ConnectionRequestInfo;

/** The minimum to distinguish keys. */
record NothingRequestInfo(String user, String session, String profile) implements ConnectionRequestInfo {
}
