import { Type, type Static } from 'typebox';

import { Description, EpochMs, Nullable } from './common.ts';

/** Part of addresses and of every run that it made the load of; it cannot be changed. */
export const GeneratorName = Type.String({
  minLength: 1,
  maxLength: 60,
  pattern: '^[A-Za-z0-9][A-Za-z0-9._-]*$',
  description: 'Letters, digits, dots, dashes and underscores',
});

/** The generator that is always there: this sidecar’s host. */
export const LOCAL_GENERATOR = 'local';

const Host = Type.String({ minLength: 1, maxLength: 255, pattern: '^[^\\s/@:]+$|^[0-9A-Fa-f:]+$' });
const Port = Type.Integer({ minimum: 1, maximum: 65_535 });
const Account = Type.String({ minLength: 1, maxLength: 100, pattern: '^\\S+$' });
const Path = Type.String({ minLength: 1, maxLength: 1000, pattern: '^[^\\n\\r\\u0000]+$' });

export const SshGeneratorSettings = Type.Object(
  {
    host: Host,
    port: Port,
    username: Account,
    privateKeyPath: Nullable(Path, { description: 'A private key’s file on the sidecar’s host; ~ is its home' }),
    usesAgent: Type.Boolean({
      description: 'Whether the SSH agent of the sidecar (SSH_AUTH_SOCK) may prove who it is',
    }),
    jump: Nullable(Type.Object({ host: Host, port: Port, username: Account }, { additionalProperties: false }), {
      description: 'The host through which the generator is reached; the same key or password opens it',
    }),
    workDirectory: Type.String({
      minLength: 1,
      maxLength: 500,
      pattern: '^[^\\n\\r\\u0000]*[^\\s/][^\\n\\r\\u0000]*$',
      description:
        'Everything that is made there lies below it; relative to the account’s home unless it begins with /',
    }),
    jmeterHome: Nullable(Path, { description: 'null: it is looked for' }),
    javaPath: Nullable(Path, { description: 'null: the first on the PATH' }),
    jvmArguments: Type.String({ maxLength: 4000 }),
    minimumFreeMb: Type.Integer({ minimum: 0, maximum: 10_000_000, description: 'Below that no test is started' }),
    removesFiles: Type.Boolean({ description: 'Whether a run’s directory there is removed once all of it is here' }),
  },
  { $id: 'SshGeneratorSettings', additionalProperties: false }
);
export type SshGeneratorSettings = Static<typeof SshGeneratorSettings>;

export const GeneratorKind = Type.Union([Type.Literal('local'), Type.Literal('ssh')]);
export type GeneratorKind = Static<typeof GeneratorKind>;

/** GET /api/generators: what an environment can choose. */
export const GeneratorSummary = Type.Object(
  {
    name: Type.String(),
    kind: GeneratorKind,
    source: Type.Union([Type.Literal('built in'), Type.Literal('environment'), Type.Literal('saved')], {
      description: 'environment: the sidecar’s variables name it; it is changed there',
    }),
    description: Type.String(),
    place: Type.String({ description: 'Where it is, for people' }),
  },
  { $id: 'GeneratorSummary' }
);
export type GeneratorSummary = Static<typeof GeneratorSummary>;

/** The key by which a host proves who it is, pinned when it was first seen. */
export const PinnedHostKey = Type.Object(
  { place: Type.String(), algorithm: Type.String(), fingerprint: Type.String(), pinnedAtMs: EpochMs },
  { $id: 'PinnedHostKey' }
);
export type PinnedHostKey = Static<typeof PinnedHostKey>;

/** GET /api/generators/:name */
export const Generator = Type.Object(
  {
    ...GeneratorSummary.properties,
    ssh: Nullable(SshGeneratorSettings),
    secretNames: Type.Array(Type.String()),
    hostKeys: Type.Array(PinnedHostKey, { description: 'Of the host and its jump host, once they were seen' }),
  },
  { $id: 'Generator' }
);
export type Generator = Static<typeof Generator>;

const Secret = Nullable(Type.String({ minLength: 1, maxLength: 20_000 }));

export const GeneratorSecrets = Type.Object(
  {
    privateKey: Type.Optional(Secret),
    passphrase: Type.Optional(Secret),
    password: Type.Optional(Secret),
  },
  { additionalProperties: false, description: 'Written, never read back. null removes one; one left out stays.' }
);
export type GeneratorSecrets = Static<typeof GeneratorSecrets>;

const inputFields = {
  description: Type.Optional(Description),
  ssh: SshGeneratorSettings,
  secrets: Type.Optional(GeneratorSecrets),
};

export const GeneratorInput = Type.Object(
  { name: GeneratorName, ...inputFields },
  { $id: 'GeneratorInput', additionalProperties: false }
);
export type GeneratorInput = Static<typeof GeneratorInput>;

export const GeneratorChange = Type.Object(inputFields, { $id: 'GeneratorChange', additionalProperties: false });
export type GeneratorChange = Static<typeof GeneratorChange>;

export const GeneratorParams = Type.Object({ name: GeneratorName });
