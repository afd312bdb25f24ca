import yauzl from 'yauzl';

const MANIFEST = 'META-INF/MANIFEST.MF';

/**
 * What is wrong with a jar, or null. JMeter looks for functions in every jar of its search path and gives up at the first
 * one that is damaged or has no manifest: it then knows no function at all, not even `${__P}`, and the test goes on with
 * the calls as they are written.
 */
export function jarProblem(path: string): Promise<string | null> {
  return new Promise((resolve) => {
    yauzl.open(path, (error, jar) => {
      if (error !== null) {
        resolve('is no jar, or is damaged');
        return;
      }
      let hasManifest = false;
      jar.on('entry', ({ fileName }: { fileName: string }) => {
        hasManifest ||= fileName === MANIFEST;
      });
      jar.on('end', () => resolve(hasManifest ? null : 'has no manifest; pack it with the program “jar”'));
      jar.on('error', () => resolve('is damaged'));
    });
  });
}
