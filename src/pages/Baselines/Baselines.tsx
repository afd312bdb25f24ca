import React from 'react';
import { Tab, TabContent, TabsBar } from '@grafana/ui';

import { paths } from '../../shared/paths';
import { AppPage } from '../../shared/ui/AppPage';
import { useAddress } from '../../shared/use-address';
import { BaselineList } from './BaselineList';
import { HistoryTab } from './HistoryTab';

const TABS = [
  { id: 'baselines', label: 'Baselines' },
  { id: 'history', label: 'History and noise' },
] as const;
type TabId = (typeof TABS)[number]['id'];

/** What are runs compared with, and how much do they differ by themselves? */
export default function Baselines() {
  const [params, change] = useAddress();
  const tab: TabId = params.get('tab') === 'history' ? 'history' : 'baselines';
  return (
    <AppPage
      pageNav={{ text: 'Baselines', url: paths.baselines() }}
      subTitle="What runs are compared with: frozen baselines, and the history of accepted runs with its noise"
    >
      <TabsBar>
        {TABS.map(({ id, label }) => (
          <Tab
            key={id}
            label={label}
            active={tab === id}
            onChangeTab={() => change({ tab: id === 'baselines' ? undefined : id })}
          />
        ))}
      </TabsBar>
      <TabContent style={{ paddingTop: 16, background: 'transparent' }}>
        {tab === 'history' ? <HistoryTab /> : <BaselineList />}
      </TabContent>
    </AppPage>
  );
}
