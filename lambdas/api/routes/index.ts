import type { OperationName } from '../../../core/api/routes.ts';
import type { ReplyingHandler, RouteHandler } from '../route-handler.ts';
import { acknowledgeAlert } from './acknowledge-alert.ts';
import { analyze } from './analyze.ts';
import { announce } from './announce.ts';
import { answerQuestion } from './answer-question.ts';
import { applyRejudging } from './apply-rejudging.ts';
import { askQuestion } from './ask-question.ts';
import { cancelSession } from './cancel-session.ts';
import { compareCosts } from './compare-costs.ts';
import { createImport } from './create-import.ts';
import { createMaintenance } from './create-maintenance.ts';
import { createRejudging } from './create-rejudging.ts';
import { createReview } from './create-review.ts';
import { createSession } from './create-session.ts';
import { createSubmission } from './create-submission.ts';
import { createSubmissionReview } from './create-submission-review.ts';
import { createSubmissionUpload } from './create-submission-upload.ts';
import { createSubmissions } from './create-submissions.ts';
import { createUploadedSubmissions } from './create-uploaded-submissions.ts';
import { createWebhook } from './create-webhook.ts';
import { deleteWebhook } from './delete-webhook.ts';
import { discardRejudging } from './discard-rejudging.ts';
import { drillSession } from './drill-session.ts';
import { endMaintenance } from './end-maintenance.ts';
import { endSession } from './end-session.ts';
import { getAdoption } from './get-adoption.ts';
import { getConfig } from './get-config.ts';
import { getDashboard } from './get-dashboard.ts';
import { getDashboardLines } from './get-dashboard-lines.ts';
import { getDesk } from './get-desk.ts';
import { getEfficiency } from './get-efficiency.ts';
import { getErrorStats } from './get-error-stats.ts';
import { getGrade } from './get-grade.ts';
import { getHealth } from './get-health.ts';
import { getImport } from './get-import.ts';
import { getInsight } from './get-insight.ts';
import { getLedger } from './get-ledger.ts';
import { getLive } from './get-live.ts';
import { getMetrics } from './get-metrics.ts';
import { getMonitoringHealth } from './get-monitoring-health.ts';
import { getOpenApi } from './get-open-api.ts';
import { getProblem } from './get-problem.ts';
import { getRejudgedSubmission } from './get-rejudged-submission.ts';
import { getRejudging } from './get-rejudging.ts';
import { getReport } from './get-report.ts';
import { getResilienceMetrics } from './get-resilience-metrics.ts';
import { getResilienceReport } from './get-resilience-report.ts';
import { getResilienceTrends } from './get-resilience-trends.ts';
import { getResults } from './get-results.ts';
import { getReview } from './get-review.ts';
import { getReviewSource } from './get-review-source.ts';
import { getScoreboard } from './get-scoreboard.ts';
import { getSession } from './get-session.ts';
import { getSessionCosts } from './get-session-costs.ts';
import { getSessionHealth } from './get-session-health.ts';
import { getSessionInsight } from './get-session-insight.ts';
import { getSessionProblem } from './get-session-problem.ts';
import { getSessionProblemFile } from './get-session-problem-file.ts';
import { getStage } from './get-stage.ts';
import { getStatistics } from './get-statistics.ts';
import { getSubmission } from './get-submission.ts';
import { getSubmissionReview } from './get-submission-review.ts';
import { getSubmissionSource } from './get-submission-source.ts';
import { getWebhook } from './get-webhook.ts';
import { inviteParticipants } from './invite-participants.ts';
import { joinSession } from './join-session.ts';
import { listAlerts } from './list-alerts.ts';
import { listAudit } from './list-audit.ts';
import { listCircuits } from './list-circuits.ts';
import { listCosts } from './list-costs.ts';
import { listDecisions } from './list-decisions.ts';
import { listDeliveries } from './list-deliveries.ts';
import { listErrors } from './list-errors.ts';
import { listHosts } from './list-hosts.ts';
import { listJuryPrograms } from './list-jury-programs.ts';
import { listMessages } from './list-messages.ts';
import { listParticipants } from './list-participants.ts';
import { listProblems } from './list-problems.ts';
import { listRejudgings } from './list-rejudgings.ts';
import { listReviewRules } from './list-review-rules.ts';
import { listReviews } from './list-reviews.ts';
import { listSessions } from './list-sessions.ts';
import { listSources } from './list-sources.ts';
import { listSubmissions } from './list-submissions.ts';
import { listWebhooks } from './list-webhooks.ts';
import { markRead } from './mark-read.ts';
import { openSession } from './open-session.ts';
import { pauseSession } from './pause-session.ts';
import { pingWebhook } from './ping-webhook.ts';
import { previewGrading } from './preview-grading.ts';
import { publishGrades } from './publish-grades.ts';
import { recoverSession } from './recover-session.ts';
import { replayDeliveries } from './replay-deliveries.ts';
import { resetCircuit } from './reset-circuit.ts';
import { resetErrors } from './reset-errors.ts';
import { resetMonitoring } from './reset-monitoring.ts';
import { resolveAlert } from './resolve-alert.ts';
import { restoreSession } from './restore-session.ts';
import { resumeSession } from './resume-session.ts';
import { rotateWebhookSecret } from './rotate-webhook-secret.ts';
import { startWatch } from './start-watch.ts';
import { stopWatch } from './stop-watch.ts';
import { updateSession } from './update-session.ts';
import { updateWebhook } from './update-webhook.ts';
import { withdrawGrades } from './withdraw-grades.ts';

/** Who answers each operation. */
export const routeHandlers: {
  readonly [name in OperationName]: RouteHandler<name> | ReplyingHandler<name>;
} = {
  getHealth,
  getConfig,
  getOpenApi,
  listErrors,
  getStage,
  getSessionHealth,
  startWatch,
  stopWatch,
  recoverSession,
  getErrorStats,
  resetErrors,
  getResilienceMetrics,
  getResilienceTrends,
  getResilienceReport,
  listAlerts,
  acknowledgeAlert,
  resolveAlert,
  createMaintenance,
  endMaintenance,
  getMonitoringHealth,
  getDashboard,
  getEfficiency,
  getAdoption,
  getMetrics,
  resetMonitoring,
  getDashboardLines,
  listCircuits,
  resetCircuit,
  listAudit,
  getInsight,
  getSessionInsight,
  createSession,
  listSessions,
  getSession,
  updateSession,
  cancelSession,
  openSession,
  endSession,
  pauseSession,
  resumeSession,
  drillSession,
  restoreSession,
  getLive,
  getSessionCosts,
  listCosts,
  compareCosts,
  joinSession,
  inviteParticipants,
  listHosts,
  getLedger,
  listDecisions,
  listParticipants,
  getSessionProblem,
  getSessionProblemFile,
  getScoreboard,
  getStatistics,
  getDesk,
  listJuryPrograms,
  listMessages,
  announce,
  askQuestion,
  answerQuestion,
  markRead,
  getResults,
  previewGrading,
  publishGrades,
  withdrawGrades,
  getGrade,
  getReport,
  createRejudging,
  listRejudgings,
  getRejudging,
  getRejudgedSubmission,
  applyRejudging,
  discardRejudging,
  createSubmission,
  createSubmissions,
  createSubmissionUpload,
  createUploadedSubmissions,
  listSubmissions,
  getSubmission,
  getSubmissionSource,
  listSources,
  createReview,
  listReviews,
  listReviewRules,
  getReview,
  getReviewSource,
  createSubmissionReview,
  getSubmissionReview,
  analyze,
  createImport,
  getImport,
  listProblems,
  getProblem,
  createWebhook,
  listWebhooks,
  getWebhook,
  updateWebhook,
  deleteWebhook,
  rotateWebhookSecret,
  pingWebhook,
  listDeliveries,
  replayDeliveries,
};
