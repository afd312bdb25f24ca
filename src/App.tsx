import React, { lazy, type ReactElement, Suspense, useState } from 'react';
import { Navigate, Route, Routes, useParams } from 'react-router-dom';
import type { AppRootProps } from '@grafana/data';
import { QueryClientProvider } from '@tanstack/react-query';

import { createQueryClient } from './shared/api/query-client';
import { useRunEndNotices } from './shared/notices/useRunEndNotices';
import { paths } from './shared/paths';
import { LoadingState } from './shared/ui/states';

const Home = lazy(() => import('./pages/Home/Home'));
const RunTests = lazy(() => import('./pages/RunTests/RunTests'));
const QueuePage = lazy(() => import('./pages/Queue/QueuePage'));
const BatchPage = lazy(() => import('./pages/Batch/BatchPage'));
const Tests = lazy(() => import('./pages/Tests/Tests'));
const TestDetails = lazy(() => import('./pages/TestDetails/TestDetails'));
const Live = lazy(() => import('./pages/Live/Live'));
const Compare = lazy(() => import('./pages/Compare/Compare'));
const Trends = lazy(() => import('./pages/Trends/Trends'));
const Reports = lazy(() => import('./pages/Reports/Reports'));
const ReportPage = lazy(() => import('./pages/Report/ReportPage'));
const Scenarios = lazy(() => import('./pages/Scenarios/Scenarios'));
const ScenarioPage = lazy(() => import('./pages/Scenario/ScenarioPage'));
const Versions = lazy(() => import('./pages/Versions/Versions'));
const Scripts = lazy(() => import('./pages/Scripts/Scripts'));
const ScriptPage = lazy(() => import('./pages/Script/ScriptPage'));
const Environments = lazy(() => import('./pages/Environments/Environments'));
const EnvironmentPage = lazy(() => import('./pages/Environment/EnvironmentPage'));
const Baselines = lazy(() => import('./pages/Baselines/Baselines'));
const Settings = lazy(() => import('./pages/Settings/Settings'));
const Audit = lazy(() => import('./pages/Audit/Audit'));
const Import = lazy(() => import('./pages/Import/Import'));
const NotFound = lazy(() => import('./pages/NotFound/NotFound'));

export default function App(_props: AppRootProps) {
  const [queryClient] = useState(createQueryClient);
  return (
    <QueryClientProvider client={queryClient}>
      <RunEndNotices />
      <Suspense fallback={<LoadingState text="Loading…" />}>
        <Routes>
          <Route path="" element={<Navigate to={paths.home()} replace />} />
          <Route path="home" element={<Home />} />
          <Route path="run" element={<RunTests />} />
          <Route path="queue" element={<QueuePage />} />
          <Route path="queue/batches/:batchId" element={<OfId name="batchId" page={<BatchPage />} />} />
          <Route path="batches/:batchId" element={<OfId name="batchId" page={<BatchPage />} />} />
          <Route path="tests" element={<Tests />} />
          <Route path="tests/:runId" element={<OfId name="runId" page={<TestDetails />} />} />
          <Route path="tests/:runId/live" element={<OfId name="runId" page={<Live />} />} />
          <Route path="compare" element={<Compare />} />
          <Route path="trends" element={<Trends />} />
          <Route path="reports" element={<Reports />} />
          <Route path="reports/:reportId" element={<OfId name="reportId" page={<ReportPage />} />} />
          <Route path="scenarios" element={<Scenarios />} />
          <Route path="scenarios/new" element={<ScenarioPage />} />
          <Route path="scenarios/:scenarioId" element={<OfId name="scenarioId" page={<ScenarioPage />} />} />
          <Route path="versions" element={<Versions />} />
          <Route path="scripts" element={<Scripts />} />
          <Route path="scripts/:scriptId" element={<OfId name="scriptId" page={<ScriptPage />} />} />
          <Route path="environments" element={<Environments />} />
          <Route path="environments/new" element={<EnvironmentPage />} />
          <Route
            path="environments/:environmentId"
            element={<OfId name="environmentId" page={<EnvironmentPage />} />}
          />
          <Route path="baselines" element={<Baselines />} />
          <Route path="import" element={<Import />} />
          <Route path="settings" element={<Settings />} />
          <Route path="audit" element={<Audit />} />
          <Route path="*" element={<NotFound />} />
        </Routes>
      </Suspense>
    </QueryClientProvider>
  );
}

/** The address of one thing; what is no number names nothing, and the sidecar need not be asked. */
function OfId({ name, page }: { name: string; page: ReactElement }) {
  const id = useParams()[name];
  return id !== undefined && /^\d+$/.test(id) ? page : <NotFound />;
}

/** A component of its own, so that a new count draws no page again. */
function RunEndNotices() {
  useRunEndNotices();
  return null;
}
