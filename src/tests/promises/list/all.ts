// Every promise of the suite, more or less in the order of the standard.

import type { Promised } from '../promise.ts';
import { aliasPromises } from './aliases.ts';
import { authenticatingPromises } from './authenticating.ts';
import { connectFormPromises } from './connect-form.ts';
import { connectingPromises } from './connecting.ts';
import { dataPromises } from './data.ts';
import { deliveringPromises } from './delivering.ts';
import { endingPromises } from './ending.ts';
import { explanationPromises } from './explanations.ts';
import { flowPromises } from './flow.ts';
import { keepAlivePromises } from './keep-alive.ts';
import { limitPromises } from './limits.ts';
import { meetingPromises } from './meetings.ts';
import { propertyPromises } from './properties.ts';
import { publishingPromises } from './publishing.ts';
import { retainingPromises } from './retaining.ts';
import { sessionPromises } from './sessions.ts';
import { sharingPromises } from './sharing.ts';
import { subscribingPromises } from './subscribing.ts';
import { topicPromises } from './topics.ts';
import { transportPromises } from './transport.ts';
import { willPromises } from './wills.ts';

export const allPromises: readonly Promised[] = [
  ...dataPromises,
  ...connectFormPromises,
  ...connectingPromises,
  ...keepAlivePromises,
  ...willPromises,
  ...publishingPromises,
  ...retainingPromises,
  ...propertyPromises,
  ...aliasPromises,
  ...subscribingPromises,
  ...topicPromises,
  ...sharingPromises,
  ...deliveringPromises,
  ...flowPromises,
  ...sessionPromises,
  ...explanationPromises,
  ...endingPromises,
  ...transportPromises,
  ...authenticatingPromises,
  ...limitPromises,
  ...meetingPromises,
];
