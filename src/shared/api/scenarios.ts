import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type {
  Scenario,
  ScenarioCopyInput,
  ScenarioImport,
  ScenarioImportInput,
  ScenarioInput,
  SloCheck,
  SloCheckInput,
} from 'perftest-automation-sidecar/contract/scenarios';

import { callSidecar, listAll } from './http';

const scenarioKeys = {
  all: ['scenarios'] as const,
  one: (id: number) => ['scenarios', id] as const,
  slos: (input: SloCheckInput) => ['slos', input] as const,
};

export function useScenarios() {
  return useQuery({
    queryKey: scenarioKeys.all,
    queryFn: ({ signal }) => listAll<Scenario>('/api/scenarios', signal),
  });
}

/** @param id null = none is asked for */
export function useScenario(id: number | null) {
  return useQuery({
    queryKey: scenarioKeys.one(id ?? 0),
    queryFn: ({ signal }) => callSidecar<Scenario>({ path: `/api/scenarios/${id}`, signal }),
    enabled: id !== null,
  });
}

/** Creates it, or changes the one of that id. */
export function useSaveScenario() {
  return useScenarioMutation({
    done: 'Scenario saved',
    isErrorShownByCaller: true,
    call: ({ id, input }: { id: number | null; input: ScenarioInput }) =>
      id === null
        ? callSidecar<Scenario>({ method: 'POST', path: '/api/scenarios', body: input })
        : callSidecar<Scenario>({ method: 'PUT', path: `/api/scenarios/${id}`, body: input }),
  });
}

export function useCopyScenario() {
  return useScenarioMutation({
    done: 'Scenario copied',
    isErrorShownByCaller: true,
    call: ({ id, input }: { id: number; input: ScenarioCopyInput }) =>
      callSidecar<Scenario>({ method: 'POST', path: `/api/scenarios/${id}/copy`, body: input }),
  });
}

export function useDeleteScenario() {
  return useScenarioMutation({
    done: 'Scenario deleted',
    call: (id: number) => callSidecar<null>({ method: 'DELETE', path: `/api/scenarios/${id}` }),
  });
}

/** With `isTrial` nothing is changed: it only says what would be. */
export function useImportScenarios() {
  return useScenarioMutation({
    isErrorShownByCaller: true,
    call: (input: ScenarioImportInput) =>
      callSidecar<ScenarioImport>({ method: 'POST', path: '/api/scenarios/import', body: input }),
  });
}

/** SLOs as they are typed: what they mean, or what is wrong with them. */
export function useSloCheck(input: SloCheckInput) {
  return useQuery({
    queryKey: scenarioKeys.slos(input),
    queryFn: ({ signal }) => callSidecar<SloCheck>({ method: 'POST', path: '/api/slos/check', body: input, signal }),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
}

interface ScenarioMutation<Input, Output> {
  call: (input: Input) => Promise<Output>;
  done?: string;
  isErrorShownByCaller?: boolean;
}

function useScenarioMutation<Input, Output>({ call, done, isErrorShownByCaller }: ScenarioMutation<Input, Output>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: call,
    meta: { done, isErrorShownByCaller },
    onSuccess: () => client.invalidateQueries({ queryKey: scenarioKeys.all }),
  });
}
