// The server's answers: each interface has the fields of the Java record that its comment names, which PageTypesTest compares.

/** SshErrors.Error */
interface Problem {
  code?: string;
  what: string;
  advice: string;
  field?: string;
  hostKey?: HostKey;
}

/** SshErrors.HostKey */
interface HostKey {
  fingerprint: string;
  kind: string;
  picture: string;
  changed: boolean;
}

/** SessionResource.Answer */
interface SessionAnswer {
  user?: string;
  token?: string;
  administrator: boolean;
  outputIsActivity: boolean;
  server: string;
  serverName?: string;
}

/** Run.View */
interface RunView {
  id: string;
  profile: string;
  command: string;
  startedAt: string;
  state: "running" | "exited" | "signalled" | "timed out" | "cancelled" | "connection lost" | "failed" | "lost";
  exitCode: number;
  exitSignal?: string;
  millis: number;
  output?: string;
  errors?: number[];
  batch?: string;
  limitSeconds: number;
  error?: Problem;
}

/** Run.Output */
interface RunOutput {
  id: string;
  text: string;
  error: boolean;
}

/** LiveConnections.Row */
interface ConnectionRow {
  number: number;
  node?: string;
  user: string;
  session: string;
  profile: string;
  target: string;
  alive: boolean;
  connectedAt?: string;
  idleSeconds: number;
  openChannels: number;
  commands: number;
  bytesReceived: number;
  bytesSent: number;
}

/** LastCloses.Close */
interface Close {
  number: number;
  connection: number;
  at: string;
  user?: string;
  session?: string;
  profile?: string;
  target?: string;
  reason?: string;
  openMillis: number;
  commands: number;
}

/** FigureHistory.Sample */
interface Sample {
  at: number;
  openConnections?: number;
  connecting?: number;
  leasesInUse?: number;
  openChannels?: number;
  seconds?: number;
  commands?: number;
  commandMillis?: number;
  connectMillis?: number;
  closes?: Record<string, number>;
}

/** HostErrors.Row */
interface HostErrorRow {
  host: string;
  profile?: string;
  user?: string;
  code: string;
  cause: string;
  advice: string;
  count: number;
  lastAt: string;
}

/** DashboardResource.Answer */
interface DashboardAnswer {
  session: string;
  connections: ConnectionRow[];
  closes: Close[];
  figures: Sample[];
  errors: HostErrorRow[];
  unanswered: string[];
}

/** PendingApprovals.Row */
interface ApprovalRow {
  id: string;
  user: string;
  profile: string;
  target: string;
  level: string;
  kind: string;
  text: string;
  stdinBytes: number;
  stdinSha256?: string;
  openInput: boolean;
  environment: string[];
  terminal?: string;
  requestedAt: string;
  expiresAt: string;
}

/** RecordingResource.Row */
interface RecordingRow {
  name: string;
  profile: string;
  who: string;
  began: string;
  millis?: number;
}
