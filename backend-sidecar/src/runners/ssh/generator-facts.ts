import { shellCommand } from './shell-words.ts';
import type { SshConnection } from './ssh-connection.ts';

/** What a person has said of a generator; null: it is looked for. */
export interface GeneratorPlaces {
  /** Everything that we make there lies below it; relative to the account's home unless it begins with `/`. */
  readonly workDirectory: string;
  readonly jmeterHome: string | null;
  readonly javaPath: string | null;
}

/** What the host says of itself; null: it does not. */
export interface GeneratorFacts {
  /** Absolute. */
  readonly root: string;
  readonly isWritable: boolean;
  readonly freeKib: number | null;
  readonly java: string | null;
  /** First line of `java -version`. */
  readonly javaVersion: string | null;
  readonly jmeterHome: string | null;
  /** Changes when JMeter is replaced. */
  readonly jmeterStamp: string;
  /** A UDP port that nobody listens at. */
  readonly stopPort: number | null;
  readonly missingPrograms: readonly string[];
  /** Directories of runs whose JMeter lives. */
  readonly livingRuns: readonly string[];
  /** How far its clock is ahead of ours; null: its clock cannot be read to the millisecond. */
  readonly clockOffsetMs: number | null;
}

/**
 * $1 work directory, $2 JMeter home, $3 java; empty: look for it. POSIX but for `date +%s%3N`, `sha256sum`, `setsid` and
 * `/proc`, which every Linux has.
 */
const ASK = `umask 077
case "$1" in /*) root=$1 ;; *) root=$HOME/$1 ;; esac
echo "root=$root"
mkdir -p "$root/runs" 2> /dev/null && [ -w "$root/runs" ] && echo writable=yes
echo "freeKib=$(df -Pk "$root" 2> /dev/null | tail -n 1 | tr -s ' ' | cut -d ' ' -f 4)"
for program in sha256sum setsid nohup mkdir cut; do
  command -v $program > /dev/null 2>&1 || echo "missing=$program"
done
[ -r /proc/self/stat ] || echo 'missing=/proc'
java=$3
[ -n "$java" ] || java=$(command -v java)
[ -n "$java" ] || [ -z "$JAVA_HOME" ] || java=$JAVA_HOME/bin/java
echo "java=$java"
[ -z "$java" ] || echo "javaVersion=$("$java" -version 2>&1 | head -n 1)"
home=$2
if [ -z "$home" ]; then
  program=$(command -v jmeter)
  [ -z "$program" ] || program=$(readlink -f "$program")
  for candidate in "$JMETER_HOME" "\${program%/bin/*}" "$HOME"/apache-jmeter* /opt/apache-jmeter* /opt/jmeter*; do
    if [ -f "$candidate/bin/ApacheJMeter.jar" ]; then home=$candidate; break; fi
  done
fi
if [ -f "$home/bin/ApacheJMeter.jar" ]; then
  echo "home=$home"
  echo "stamp=$(ls -l "$home/bin/ApacheJMeter.jar" | tr -s ' ')"
fi
for number in $(od -An -v -N 16 -tu2 /dev/urandom); do
  port=$((20000 + number % 30000))
  grep -qi ":$(printf %04X $port) " /proc/net/udp || { echo "port=$port"; break; }
done
for directory in "$root"/runs/*/; do
  pid=$(cat "$directory/process.java" 2> /dev/null || cat "$directory/process.pid" 2> /dev/null)
  [ -n "$pid" ] && tr '\\0' '\\n' < "/proc/$pid/cmdline" 2> /dev/null | grep -qF "\${directory%/}" && echo "living=\${directory%/}"
done`;

const ASK_TIMEOUT_MS = 60_000;

export async function askGenerator(connection: SshConnection, places: GeneratorPlaces): Promise<GeneratorFacts> {
  const { workDirectory, jmeterHome, javaPath } = places;
  const { stdout } = await connection.run(shellCommand(ASK, workDirectory, jmeterHome ?? '', javaPath ?? ''), {
    timeoutMs: ASK_TIMEOUT_MS,
  });
  return { ...parseFacts(stdout), clockOffsetMs: await measureClock(connection) };
}

export function parseFacts(text: string): Omit<GeneratorFacts, 'clockOffsetMs'> {
  const lines = text.split('\n').map((line) => line.split(/=(.*)/s, 2) as [string, string?]);
  const all = (name: string) => lines.filter(([key]) => key === name).map(([, value]) => value ?? '');
  const one = (name: string) => all(name).find((value) => value !== '') ?? null;
  return {
    root: one('root') ?? '',
    isWritable: one('writable') === 'yes',
    freeKib: wholeNumber(one('freeKib')),
    java: one('java'),
    javaVersion: one('javaVersion'),
    jmeterHome: one('home'),
    jmeterStamp: one('stamp') ?? '',
    stopPort: wholeNumber(one('port')),
    missingPrograms: all('missing'),
    livingRuns: all('living'),
  };
}

/** Its shell is started once; what is measured is only the line and `date`. */
const TELL_TIME = 'while read -r question; do date +%s%3N; done';
const QUESTIONS = 5;

/**
 * How far the other clock is ahead: of some questions the one that was answered soonest, taken in the middle between
 * question and answer. It is right to half of that time; what is less than that is no difference.
 */
export async function measureClock(connection: SshConnection): Promise<number | null> {
  const answers = await connection.ask(shellCommand(TELL_TIME), QUESTIONS);
  const [soonest] = answers
    .map(({ askedAtMs, answeredAtMs, text }) => ({
      askedAtMs,
      tripMs: answeredAtMs - askedAtMs,
      theirsMs: wholeNumber(text),
    }))
    .filter(({ theirsMs }) => theirsMs !== null)
    .sort((one, other) => one.tripMs - other.tripMs);
  if (soonest === undefined) {
    return null;
  }
  const offsetMs = Math.round((soonest.theirsMs ?? 0) - (soonest.askedAtMs + soonest.tripMs / 2));
  return Math.abs(offsetMs) <= soonest.tripMs / 2 + 1 ? 0 : offsetMs;
}

function wholeNumber(text: string | null): number | null {
  return text !== null && /^\d+$/.test(text) ? Number(text) : null;
}
