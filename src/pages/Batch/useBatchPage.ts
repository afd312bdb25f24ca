import type { BatchAnswer } from 'perftest-automation-sidecar/contract/runs';

import { useAnswerBatch, useBatch, useCancelBatch, useSaveBatchComment } from '../../shared/api/batches';
import { useGenerateReport } from '../../shared/api/reports';

export interface BatchPageActions {
  cancelBatch: () => void;
  isCancelling: boolean;
  generateReport: () => void;
  isGenerating: boolean;
  answer: (answer: BatchAnswer['answer']) => void;
  isAnswering: boolean;
  saveComment: (comment: string, options: { onSuccess: () => void }) => void;
  isSavingComment: boolean;
}

export function useBatchPage(batchId: number) {
  const batch = useBatch(batchId);
  const cancel = useCancelBatch();
  const generate = useGenerateReport();
  const answer = useAnswerBatch(batchId);
  const comment = useSaveBatchComment(batchId);

  const actions: BatchPageActions = {
    cancelBatch: () => cancel.mutate(batchId),
    isCancelling: cancel.isPending,
    generateReport: () => generate.mutate({ type: 'batch', batchId }),
    isGenerating: generate.isPending,
    answer: answer.mutate,
    isAnswering: answer.isPending,
    saveComment: comment.mutate,
    isSavingComment: comment.isPending,
  };
  return { data: { batch }, actions };
}
