/** What java, its libraries and plugins may need from the surroundings. */
const PASSED_ON = [
  'PATH',
  'HOME',
  'USER',
  'LOGNAME',
  'TZ',
  'TMPDIR',
  'JAVA_HOME',
  'JAVA_TOOL_OPTIONS',
  'LD_LIBRARY_PATH',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'http_proxy',
  'https_proxy',
  'no_proxy',
] as const;

/**
 * The environment of JMeter. A script is code and can read all of it: so it gets what is listed and nothing of the
 * sidecar's own keys and tokens. UTF-8 is set, or else paths and logs with other letters break.
 */
export function jmeterEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const passedOn = PASSED_ON.flatMap((name) => (environment[name] === undefined ? [] : [[name, environment[name]]]));
  return { ...(Object.fromEntries(passedOn) as NodeJS.ProcessEnv), LC_ALL: 'C.UTF-8' };
}
