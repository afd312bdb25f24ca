import { AppError } from '../../kernel/errors.ts';
import { isTooOld, OLDEST_VERSION, parseVersion } from '../jmeter-banner.ts';
import type { GeneratorFacts } from './generator-facts.ts';
import { shellWord } from './shell-words.ts';
import type { SshConnection } from './ssh-connection.ts';

/** @throws AppError RUN_JMETER_NOT_FOUND where there is none that can be used */
export async function askJMeterVersion(
  connection: SshConnection,
  { java, jmeterHome }: Pick<GeneratorFacts, 'java' | 'jmeterHome'>
): Promise<string> {
  if (java === null || jmeterHome === null) {
    const what = java === null ? 'java' : 'JMeter';
    throw new AppError('RUN_JMETER_NOT_FOUND', `no ${what} was found on the generator; name its path there`);
  }
  const jar = `${jmeterHome}/bin/ApacheJMeter.jar`;
  const words = [java, '-jar', jar, '-v', '-j', '/dev/null'].map(shellWord).join(' ');
  const { stdout } = await connection.run(words);
  const version = parseVersion(stdout);
  if (version === null) {
    throw new AppError('RUN_JMETER_NOT_FOUND', `${jar} -v printed no version`);
  }
  if (isTooOld(version)) {
    throw new AppError('RUN_JMETER_NOT_FOUND', `${jar} is JMeter ${version}; ${OLDEST_VERSION} is the oldest`);
  }
  return version;
}
