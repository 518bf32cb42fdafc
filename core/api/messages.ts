import * as z from 'zod';
import { MAX_MESSAGE_CHARACTERS } from '../messages/message.ts';
import { instant, label, readable, ulid, username } from './common.ts';

/** What is said: plain text of several lines. */
const text = readable
  .trim()
  .min(1, 'is empty')
  .max(MAX_MESSAGE_CHARACTERS, `has more than ${MAX_MESSAGE_CHARACTERS} characters`)
  .describe('Plain text');

/** Body of POST /v1/sessions/{sessionId}/announcements. */
export const announcementRequest = z
  .strictObject({
    text,
    label: label.exactOptional().describe('The problem that it is about'),
    group: z.string().min(1).max(100).exactOptional().describe('Only for this group of the roster'),
    participantId: username.exactOptional().describe('Only for this participant'),
  })
  .meta({ id: 'AnnouncementRequest' });

/** Body of POST /v1/sessions/{sessionId}/questions. */
export const questionRequest = z
  .strictObject({ text, label: label.exactOptional().describe('The problem that it is about') })
  .meta({ id: 'QuestionRequest' });

/** Body of POST /v1/sessions/{sessionId}/questions/{messageId}/answers. */
export const answerRequest = z
  .strictObject({
    text,
    toEverybody: z
      .boolean()
      .default(false)
      .describe('Everybody reads the answer and what was asked, and not who asked'),
  })
  .meta({ id: 'AnswerRequest' });

/** What tells a client's next call from when on everything is new. */
export const since = instant.optional().describe('`cursor` of the answer before; absent for everything');

/** What tells the next page. */
export const after = ulid.optional().describe('`next` of the page before; absent for the first');

/** Something said in a session, as this reader may see it. */
export const message = z
  .object({
    messageId: ulid,
    at: instant,
    kind: z
      .enum(['announcement', 'question', 'answer', 'notice'])
      .describe('`notice`: Assize tells what has changed'),
    label: label.optional(),
    text: z.string(),
    from: username.optional().describe('For staff; absent where Assize itself speaks'),
    via: z.string().optional().describe('For staff: the machine that said it for them'),
    mine: z.boolean().describe('Said by whoever reads it'),
    to: z.union([
      z.literal('everybody'),
      z.object({ group: z.string() }),
      z.object({ participantId: username }),
      z.object({ participantIds: z.array(username) }).describe('Several, for staff'),
    ]),
    questionId: ulid.optional().describe('Of an answer'),
    questionText: z.string().optional().describe('Of an answer to everybody: what was asked'),
    answered: z.boolean().optional().describe('Of a question'),
    opensAt: instant
      .optional()
      .describe('Of a notice about the hours, for everybody without extra time: show it in your own zone'),
    closesAt: instant.optional(),
    unread: z.boolean(),
  })
  .meta({ id: 'Message' });
export type MessageView = z.infer<typeof message>;

/** Messages with what a client needs to ask for the next. */
export const messageList = z
  .object({
    items: z
      .array(message)
      .describe('Oldest first; only what is new with `since`. One can be told twice: key by messageId'),
    unread: z.int().describe('Of all; for staff only questions count'),
    cursor: instant.describe('Send as `since` next time, and to mark all of this as read'),
    next: ulid.optional().describe('There is more than one answer holds: send it as `after`'),
    cannedAnswers: z.array(z.string()).optional().describe('For staff: answers that are often given'),
  })
  .meta({ id: 'MessageList' });

/** Body of POST /v1/sessions/{sessionId}/messages/read. */
export const readRequest = z
  .strictObject({ cursor: instant.describe('`cursor` of the answer that was read') })
  .meta({ id: 'ReadRequest' });

/** What is left unread. */
export const unreadCount = z.object({ unread: z.int() }).meta({ id: 'UnreadCount' });
