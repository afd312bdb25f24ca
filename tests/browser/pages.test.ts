import { afterAll, beforeAll } from 'vitest';

import { describeAdministering } from './journeys/administer.ts';
import { describeBeingElsewhere } from './journeys/be-elsewhere.ts';
import { describeConfiguring } from './journeys/configure.ts';
import { describeLosingSession } from './journeys/lose-session.ts';
import { describeFirstSteps } from './journeys/first-steps.ts';
import { describeFindingTests } from './journeys/find-test.ts';
import { describeLookingFromGrafana } from './journeys/look-from-grafana.ts';
import { describeEveryPage } from './journeys/look-at-everything.ts';
import { describeManagingRelease } from './journeys/manage-release.ts';
import { describeOnlyLooking } from './journeys/only-look.ts';
import { describeOpeningDialogs } from './journeys/open-dialogs.ts';
import { describePublishingReports } from './journeys/publish-report.ts';
import { describeReadingResults } from './journeys/read-result.ts';
import { describeSendingReports } from './journeys/send-report.ts';
import { describeStartingTests } from './journeys/start-tests.ts';
import { describeOutage } from './journeys/survive-outage.ts';
import { describeTrustingNumbers } from './journeys/trust-numbers.ts';
import { describeUsingKeyboard } from './journeys/use-keyboard.ts';
import { describeWatchingInflux } from './journeys/watch-influx.ts';
import { describeWatchingLive } from './journeys/watch-live.ts';
import { openStage, type Stage } from './stage.ts';

/**
 * The shipped pages in the preview host, or in the Grafana of E2E_GRAFANA_URL, before the real sidecar with the real JMeter. One file, because all journeys
 * share what is costly: the runs. They go in this order; a journey looks at runs that those before it have made.
 */
let opened: Stage | undefined;

beforeAll(async () => {
  opened = await openStage();
});

afterAll(() => opened?.close());

describeStartingTests();
describeWatchingLive();
describeReadingResults();
describeSendingReports();
describeFindingTests();
describeOnlyLooking();
describeBeingElsewhere();
describeManagingRelease();
describeUsingKeyboard();
describeTrustingNumbers();
describeWatchingInflux();
describeFirstSteps();
describeLookingFromGrafana();
describeConfiguring();
describeAdministering();
describePublishingReports();
describeEveryPage();
describeOpeningDialogs();
describeLosingSession();
describeOutage();
