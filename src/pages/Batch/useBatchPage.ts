import { useBatch, useCancelBatch } from '../../shared/api/batches';
import { useGenerateReport } from '../../shared/api/reports';

export interface BatchPageActions {
  cancelBatch: () => void;
  isCancelling: boolean;
  generateReport: () => void;
  isGenerating: boolean;
}

export function useBatchPage(batchId: number) {
  const batch = useBatch(batchId);
  const cancel = useCancelBatch();
  const generate = useGenerateReport();

  const actions: BatchPageActions = {
    cancelBatch: () => cancel.mutate(batchId),
    isCancelling: cancel.isPending,
    generateReport: () => generate.mutate({ type: 'batch', batchId }),
    isGenerating: generate.isPending,
  };
  return { data: { batch }, actions };
}
