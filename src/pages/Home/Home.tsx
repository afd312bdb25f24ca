import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';

import { paths } from '../../shared/paths';
import { hasRole } from '../../shared/role';
import { AppPage } from '../../shared/ui/AppPage';
import { LinkButton } from '../../shared/ui/LinkButton';
import { PageSections } from '../../shared/ui/PageSections';
import { ErrorState, QueryView } from '../../shared/ui/states';
import { HomeFigures } from './HomeFigures';
import { NeedsYou } from './NeedsYou';
import { NowAndNext } from './NowAndNext';
import { SetupChecklist } from './SetupChecklist';
import { useHome } from './useHome';
import { VerdictMatrix } from './VerdictMatrix';

/** Does anything need me? */
export default function Home() {
  const { data, actions } = useHome();
  return (
    <AppPage
      pageNav={{ text: 'Home' }}
      subTitle="What runs, what waits, and what the last runs found"
      actions={
        hasRole('Editor') && (
          <LinkButton href={paths.runTests()} icon="play">
            Run tests
          </LinkButton>
        )
      }
    >
      {data.isNothingKnown && data.queue.error ? (
        <>
          <ErrorState error={data.queue.error} what="The overview could not be read" onRetry={actions.retry} />
          {hasRole('Admin') && (
            <LinkButton variant="secondary" icon="cog" href={paths.configuration()}>
              Sidecar’s address and key
            </LinkButton>
          )}
        </>
      ) : (
        <Overview data={data} />
      )}
    </AppPage>
  );
}

function Overview({ data }: { data: ReturnType<typeof useHome>['data'] }) {
  const styles = useStyles2(getStyles);
  return (
    <PageSections>
      <SetupChecklist />
      <QueryView query={data.queue} subject="the queue">
        {(queue) => <NowAndNext queue={queue} heldBatchIds={data.heldBatchIds} />}
      </QueryView>
      <div className={styles.columns}>
        <QueryView query={data.recent} subject="the recent runs">
          {() => <NeedsYou needs={data.needs} />}
        </QueryView>
        <QueryView query={data.stats} subject="the figures">
          {(stats) => <HomeFigures stats={stats} />}
        </QueryView>
      </div>
      <QueryView query={data.trends} subject="the verdicts of the last releases">
        {() => <VerdictMatrix matrix={data.matrix} />}
      </QueryView>
    </PageSections>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  columns: css({
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 3fr) minmax(280px, 2fr)',
    gap: theme.spacing(3),
    [theme.breakpoints.down('md')]: { gridTemplateColumns: '1fr' },
  }),
});
