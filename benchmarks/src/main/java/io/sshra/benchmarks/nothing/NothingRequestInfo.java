package io.sshra.benchmarks.nothing;

import jakarta.resource.spi.ConnectionRequestInfo;

/** The least that tells one key from another. */
record NothingRequestInfo(String user, String session, String profile) implements ConnectionRequestInfo {
}
