import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { MessageView } from '../../core/api/messages.ts';
import type { ParticipantSession } from '../../core/api/sessions.ts';
import type { SubmissionView } from '../../core/api/submissions.ts';
import type { OwnSubmission } from './merge-submissions.ts';
import type { Outbox } from './use-outbox.ts';

/** What every part of the participant's page knows. */
export interface Exam {
  readonly session: ParticipantSession;
  readonly window: 'before' | 'open' | 'closed';
  /** Newest first, trials included. */
  readonly submissions: readonly OwnSubmission[];
  /** Oldest first. */
  readonly messages: readonly MessageView[];
  readonly unread: number;
  /** What marks all of these messages as read. */
  readonly cursor: string;
  readonly outbox: Outbox;
  readonly isOffline: boolean;
  /** Takes what a call answered. */
  learn(submission: SubmissionView): void;
  /** Takes a message that was sent. */
  hear(message: MessageView): void;
  /** Takes what is left unread. */
  setUnread(unread: number): void;
  /** Says something to screen readers; `urgent` interrupts. */
  say(text: string, urgent?: boolean): void;
}

const ExamContext = createContext<Exam | undefined>(undefined);

export const ExamProvider = ExamContext.Provider;

/** The exam that the page shows. Throws outside of it. */
export function useExam(): Exam {
  const exam = useContext(ExamContext);
  if (exam === undefined) throw new Error('this part is shown inside an exam only');
  return exam;
}
