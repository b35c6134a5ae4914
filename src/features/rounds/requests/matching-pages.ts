import { formatDate, formatDateTime } from '../../../shared/dates';
import { shortGroupName } from '../../../shared/group-name';
import { formatPhoneNumber } from '../../../shared/phone-number';
import { capitalise, uncapitalise } from '../../../shared/vietnamese-text';
import { formView, typed, type Failed } from '../../../web/form';
import { viewOf } from '../../../web/page';
import { marksOf, outcomeText, refusalOptions } from './public-request-pages';
import { declineForm, matchForm } from '../../casework/public-requests/forms';
import { askedText, timesText } from '../../casework/public-requests/request-choices';
import { subjectText } from '../../casework/requests/request-labels';
import { likelyDoors, type PossibleDoor } from './likely-doors';
import type { MatchedRequest } from './matching-queries';

interface MatchHelp {
  request: MatchedRequest;
  address: string;
  atAddress: readonly PossibleDoor[];
}

export function matchPage({ request, address, atAddress }: MatchHelp, failed?: Failed) {
  const values = failed?.values ?? {};
  const known = new Set(atAddress.map(({ id }) => id));
  const doors = likelyDoors([...atAddress, ...request.ofPhone.filter(({ id }) => !known.has(id))], request);
  return viewOf('rounds/requests/match', {
    id: request.id,
    title: `Đề nghị của ${request.senderName}`,
    received: formatDateTime(request.receivedAt),
    marks: marksOf(request),
    facts: [
      { label: 'Nhà ở đâu', value: request.addressText },
      { label: 'Cần giúp', value: askedText(request.topics, request.what) },
      { label: 'Lúc tiện', value: timesText(request.times) },
    ],
    phone: request.senderPhone
      ? { words: formatPhoneNumber(request.senderPhone), href: `tel:${request.senderPhone}` }
      : null,
    others: request.others.map((other) => ({
      href: `/public-requests/${other.id}`,
      text: `${other.addressText}, ${formatDateTime(new Date(other.receivedAt))}${other.outcome === null ? ', đang chờ' : ''}`,
    })),
    outcome: outcomeText(request),
    decided: [request.decidedBy, request.decidedAt && formatDateTime(request.decidedAt)].filter(Boolean).join(', '),
    requestHref: request.supportRequestId ? `/requests/${request.supportRequestId}` : '',
    canRevert: request.outcome === 'matched' || request.outcome === 'declined',
    address,
    doors: doors.map((door) => ({
      id: door.id,
      address: capitalise(door.addressLine),
      facts: [
        door.groupName && uncapitalise(shortGroupName(door.groupName)),
        membersText(door),
        door.isPaused && 'đang nghỉ gõ cửa',
      ]
        .filter(Boolean)
        .join(' · '),
      reasons: door.reasons.join('; '),
      isChosen: typed(values, 'householdId') === door.id,
      requests: door.requests.map((open) => ({
        href: `/requests/${open.id}`,
        text: `${subjectText(open)}, nhận ${formatDate(open.receivedOn)}`,
      })),
    })),
    form: formView(matchForm, { accept: '1' }, failed),
    refusals: refusalOptions(values),
    refusing: formView(declineForm, {}, failed),
  });
}

const MEMBERS_NAMED = 4;

function membersText({ members }: PossibleDoor): string {
  const named = members.slice(0, MEMBERS_NAMED).map(({ fullName }) => fullName);
  const rest = members.length - named.length;
  return `${named.join(', ')}${rest > 0 ? ` và ${rest} người nữa` : ''}`;
}
