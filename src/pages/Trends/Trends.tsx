import React from 'react';

import { paths } from '../../shared/paths';
import { AppPage } from '../../shared/ui/AppPage';
import { LinkButton } from '../../shared/ui/LinkButton';
import { PageSections } from '../../shared/ui/PageSections';
import { QueryView } from '../../shared/ui/states';
import { TrendPicker } from './TrendPicker';
import { TrendSection } from './TrendSection';
import { useTrendsPage } from './useTrendsPage';
import { VersionMatrix } from './VersionMatrix';

/** Since when is it so? */
export default function Trends() {
  const page = useTrendsPage();
  const { choice, trend, matrix } = page.data;
  return (
    <AppPage
      pageNav={{ text: 'Trends', url: paths.trends() }}
      subTitle="Figures across runs and versions, and where what was usual changed"
      actions={
        choice.query && (
          <LinkButton variant="secondary" icon="history" href={paths.history(choice.query)}>
            History and noise
          </LinkButton>
        )
      }
    >
      <PageSections>
        <TrendPicker page={page} />
        {choice.query && (
          <QueryView query={trend} subject="the trend">
            {(found) => <TrendSection trend={found} name={choice.name} />}
          </QueryView>
        )}
        <QueryView query={matrix} subject="the verdicts by version">
          {(found) => <VersionMatrix matrix={found} chosen={choice.query} />}
        </QueryView>
      </PageSections>
    </AppPage>
  );
}
