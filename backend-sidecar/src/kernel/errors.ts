/** One entry of the catalogue: what is wrong in a few words, and what the reader can do about it. */
interface ErrorDefinition {
  readonly status: number;
  readonly title: string;
  readonly hint: string;
}

/**
 * Every fault that can leave the sidecar. The code is stable: pages, pipelines and docs/ERRORS.md rely on it.
 * A test compares this catalogue with docs/ERRORS.md.
 */
export const ERROR_CATALOGUE = {
  // --- who asks ---
  AUTH_KEY_MISSING: {
    status: 401,
    title: 'The request carries no valid sidecar key',
    hint: 'Save the same key in the plugin configuration and in SIDECAR_KEY, then try again.',
  },
  AUTH_IDENTITY_MISSING: {
    status: 401,
    title: 'The request does not say who asks',
    hint: 'Reach the sidecar through Grafana: /api/plugin-proxy/perftest-automation-app/…',
  },
  AUTH_IDENTITY_INVALID: {
    status: 401,
    title: 'Grafana’s identity of the caller could not be verified',
    hint: 'Check GRAFANA_URL (its signing keys are read there) and the clocks of both hosts.',
  },
  AUTH_SIGNING_KEYS_UNREACHABLE: {
    status: 503,
    title: 'Grafana’s signing keys could not be read',
    hint: 'Check that the sidecar reaches GRAFANA_URL; identities cannot be verified until then.',
  },
  AUTH_ANONYMOUS: {
    status: 403,
    title: 'Anonymous visitors may not do this',
    hint: 'Sign in to Grafana. An administrator may let anonymous visitors look, in the settings under General.',
  },
  AUTH_ORGANISATION: {
    status: 403,
    title: 'This sidecar serves another Grafana organisation',
    hint: 'Switch the organisation in Grafana, or set GRAFANA_ORG_ID for this sidecar.',
  },
  AUTH_ROLE: {
    status: 403,
    title: 'Your role does not allow this',
    hint: 'Ask an administrator of your Grafana organisation for the role named in the detail.',
  },
  REQUEST_PATH: {
    status: 400,
    title: 'The path is not allowed',
    hint: 'Ask for the resource by its plain path, without "." or ".." segments or doubled slashes.',
  },
  REQUEST_METHOD: {
    status: 405,
    title: 'The method is not allowed here',
    hint: 'Use one of the methods named in the detail.',
  },
  REQUEST_INVALID: {
    status: 400,
    title: 'The request is not valid',
    hint: 'Correct the fields named in the detail and send it again.',
  },
  REQUEST_TOO_LARGE: {
    status: 413,
    title: 'The request is too large',
    hint: 'Send less at once; the limit is named in the detail.',
  },
  NOT_FOUND: {
    status: 404,
    title: 'There is no such thing here',
    hint: 'Check the address; it may have been deleted.',
  },
  CONFLICT_NAME: {
    status: 409,
    title: 'The name is taken',
    hint: 'Choose another name.',
  },
  CONFLICT_IN_USE: {
    status: 409,
    title: 'It is in use and cannot be deleted',
    hint: 'Deactivate it instead, or delete what uses it first.',
  },
  CONFLICT_STATE: {
    status: 409,
    title: 'That is not possible in its present state',
    hint: 'Reload the page to see the present state.',
  },
  INTERNAL: {
    status: 500,
    title: 'The sidecar failed',
    hint: 'Nothing that was saved is lost. The log of the sidecar has the details under this request’s id.',
  },
  // --- scripts ---
  SCRIPT_NOT_JMX: {
    status: 422,
    title: 'The file is not a JMeter test plan',
    hint: 'Upload a .jmx file saved by JMeter 5.',
  },
  SCRIPT_DOCTYPE: {
    status: 422,
    title: 'The test plan has a DOCTYPE',
    hint: 'JMeter writes none; remove it.',
  },
  SCRIPT_TOO_DEEP: {
    status: 422,
    title: 'The test plan nests too deeply or is too large',
    hint: 'Check the file; a plan that JMeter wrote stays far below the limit named in the detail.',
  },
  SCRIPT_FILES: {
    status: 422,
    title: 'The files are no script',
    hint: 'Send one test plan (.jmx) with its data files, jars and properties, or all of them as one zip file.',
  },
  SCRIPT_ARCHIVE: {
    status: 422,
    title: 'The zip file is refused',
    hint: 'Pack the files anew, without encryption, links or paths that leave the folder, or send them one by one.',
  },
  SCRIPT_UNCHANGED: {
    status: 409,
    title: 'Nothing has changed',
    hint: 'The newest revision has these files already; nothing was stored.',
  },
  SCRIPT_PLACEHOLDER: {
    status: 422,
    title: 'The script’s copy could not be prepared',
    hint: 'Correct the script or the scenario as the detail says.',
  },
  SCRIPT_LOAD: {
    status: 422,
    title: 'Users and duration cannot be given to the script',
    hint: 'Choose other thread groups or other users, or let the script’s own schedule stand, as the detail suggests.',
  },
  // --- environments ---
  ENVIRONMENT_VERSION_MISMATCH: {
    status: 409,
    title: 'The system under test has another version than the run',
    hint: 'Deploy the version of the run, or answer in the queue: check again, go on, or cancel the run.',
  },
  ENVIRONMENT_VERSION_UNKNOWN: {
    status: 502,
    title: 'The system under test did not say its version',
    hint: 'Try the environment’s version probe on its page, then answer in the queue.',
  },
  ENVIRONMENT_HOOK_FAILED: {
    status: 502,
    title: 'A hook of the environment failed',
    hint: 'See what the detail says, try the environment on its page, then answer in the queue.',
  },
  // --- generators ---
  GENERATOR_UNREACHABLE: {
    status: 502,
    title: 'The generator cannot be reached',
    hint: 'Check its host, port and jump host, and that the sidecar’s host may connect to it by SSH.',
  },
  GENERATOR_LOGIN: {
    status: 502,
    title: 'The generator does not let the sidecar in',
    hint: 'Check the account, its key or password, and the passphrase of the key.',
  },
  GENERATOR_HOST_KEY: {
    status: 502,
    title: 'The generator shows another host key than before',
    hint: 'Somebody may stand between. If the host was set up anew, an administrator lets the pinned key be forgotten in the settings.',
  },
  GENERATOR_COMMAND: {
    status: 502,
    title: 'The generator did not carry out a command',
    hint: 'The account needs a shell and SFTP; see what the detail says.',
  },
  GENERATOR_TRANSFER: {
    status: 502,
    title: 'Files were not transferred as they are',
    hint: 'Check the space and the rights of the work directory on the generator, then run again.',
  },
  GENERATOR_STOP: {
    status: 502,
    title: 'The generator did not let JMeter be stopped',
    hint: 'Stop it there by hand; the detail says what the host answered.',
  },
  GENERATOR_NOT_READY: {
    status: 503,
    title: 'The generator is not ready',
    hint: 'Mend what the detail says; the queue checks again by itself and goes on.',
  },
  // --- runs ---
  RUN_JMETER_NOT_FOUND: {
    status: 503,
    title: 'No usable JMeter was found',
    hint: 'Set JMETER_HOME or JMETER_PATH to an Apache JMeter 5.4 or later, or save it in the settings.',
  },
  RUN_JMETER_START: {
    status: 500,
    title: 'JMeter could not be started',
    hint: 'See the run’s console and jmeter.log; check Java and the JMeter home.',
  },
  RUN_JMETER_LOAD: {
    status: 500,
    title: 'JMeter could not load the test plan',
    hint: 'See the console of the run: it names the element or the missing plugin.',
  },
  RUN_NO_SAMPLES: {
    status: 500,
    title: 'JMeter ended without a single sample',
    hint: 'See jmeter.log of the run: a missing data file, a refused thread group or no enabled group are the usual causes.',
  },
  RUN_ENDED_EARLY: {
    status: 500,
    title: 'JMeter ended before its test was over',
    hint: 'See the console and jmeter.log of the run; the partial result was kept.',
  },
  RUN_SAMPLES_LOST: {
    status: 500,
    title: 'The result file has fewer samples than JMeter counted',
    hint: 'The disk was full or the file was changed; free space and repeat the run. The partial result was kept.',
  },
  RUN_DEADLINE: {
    status: 500,
    title: 'JMeter did not end in time and was stopped',
    hint: 'A sampler without a timeout may have hung; see jmeter.log. The result until then was kept.',
  },
  RUN_LOST: {
    status: 500,
    title: 'JMeter was gone before its test was over',
    hint: 'The host was restarted or JMeter was killed; the partial result was kept. Repeat the run.',
  },
  RESULT_UNREADABLE: {
    status: 422,
    title: 'The result file cannot be read',
    hint: 'The detail names what is missing or wrong.',
  },
  IMPORT_FILES: {
    status: 422,
    title: 'The upload holds no results that can be taken in',
    hint: 'Send result files (.csv, .jtl, .xml, also compressed), saved reports or statistics.json, or a zip file of them.',
  },
  // --- Grafana ---
  GRAFANA_NOT_SET_UP: {
    status: 409,
    title: 'The sidecar may not ask Grafana yet',
    hint: 'Save Grafana’s address and the token of a service account with the role Editor in the settings.',
  },
  GRAFANA_FAILED: {
    status: 502,
    title: 'Grafana did not do it',
    hint: 'Do what the detail says, test the connection in the settings, and try again.',
  },
  // --- Confluence ---
  CONFLUENCE_NOT_SET_UP: {
    status: 409,
    title: 'The sidecar may not ask Confluence yet',
    hint: 'Save Confluence’s address and a token in the settings; in the Cloud also the e-mail address of its account.',
  },
  CONFLUENCE_FAILED: {
    status: 502,
    title: 'Confluence did not do it',
    hint: 'Do what the detail says, test the connection in the settings, and try again.',
  },
} as const satisfies Record<string, ErrorDefinition>;

export type ErrorCode = keyof typeof ERROR_CATALOGUE;

/** A fault with a code of the catalogue. `detail` says what is wrong in this case; it never holds a secret. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly detail: string | undefined;

  constructor(code: ErrorCode, detail?: string, options?: ErrorOptions) {
    super(detail === undefined ? ERROR_CATALOGUE[code].title : `${ERROR_CATALOGUE[code].title}: ${detail}`, options);
    this.name = 'AppError';
    this.code = code;
    this.detail = detail;
  }

  get status(): number {
    return ERROR_CATALOGUE[this.code].status;
  }

  get hint(): string {
    return ERROR_CATALOGUE[this.code].hint;
  }
}
