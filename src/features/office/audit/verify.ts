import type { ClientBase } from 'pg';

type ChainProblem = 'missing' | 'gap' | 'changed' | 'head';

interface VerifiedChain {
  chainId: string;
  /** The ward's name; null for the chain of events that belong to no ward. */
  wardName: string | null;
  events: number;
  /** Hash of the last event, hex: if noted elsewhere, it also proves that nobody rewrote the whole chain. */
  head: string;
  /** The first event that does not fit; null if the chain is intact. */
  broken: { seq: number; problem: ChainProblem } | null;
}

/**
 * Recomputes every chain in the database: each event's hash follows from the one before, no number is missing, and the
 * chain's head equals its last event. A ward without a chain is broken too, because its opening is an event. Reads one
 * snapshot, so that writing may continue.
 */
export async function verifyAudit(client: ClientBase): Promise<VerifiedChain[]> {
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  try {
    const { rows: chains } = await client.query<{
      chainId: string;
      wardName: string | null;
      events: number;
      head: string;
      headFits: boolean;
      lastSeq: number;
    }>(`
      WITH chain AS (
        SELECT chain_id FROM audit_chain UNION SELECT chain_id FROM audit_event UNION SELECT id FROM ward
      ), counted AS (
        SELECT chain_id, count(*) AS events, max(seq) AS last_seq, count(*) FILTER (WHERE is_change) AS changes FROM audit_event GROUP BY chain_id
      )
      SELECT chain.chain_id AS "chainId", ward.name AS "wardName", coalesce(events, 0) AS events, coalesce(last_seq, 0) AS "lastSeq",
        coalesce(encode(head.hash, 'hex'), '') AS head,
        coalesce(head.seq = coalesce(last_seq, 0) AND head.change_seq = coalesce(changes, 0)
          AND head.hash = coalesce(last.hash, '\\x'), false) AS "headFits"
      FROM chain
      LEFT JOIN ward ON ward.id = chain.chain_id
      LEFT JOIN counted USING (chain_id)
      LEFT JOIN audit_chain AS head USING (chain_id)
      LEFT JOIN audit_event AS last ON last.chain_id = chain.chain_id AND last.seq = last_seq
      ORDER BY ward.name NULLS FIRST`);
    const { rows: breaks } = await client.query<{ chainId: string; seq: number; isGap: boolean }>(`
      SELECT DISTINCT ON (chain_id) chain_id AS "chainId", seq, is_gap AS "isGap"
      FROM (
        SELECT chain_id, seq,
          seq <> coalesce(lag(seq) OVER chain, 0) + 1 AS is_gap,
          hash <> audit_event_hash(coalesce(lag(hash) OVER chain, '\\x'), audit_event) AS is_changed
        FROM audit_event
        WINDOW chain AS (PARTITION BY chain_id ORDER BY seq)
      ) AS checked
      WHERE is_gap OR is_changed
      ORDER BY chain_id, seq`);
    return chains.map(({ headFits, lastSeq, ...chain }) => {
      const found = breaks.find((row) => row.chainId === chain.chainId);
      if (found) return { ...chain, broken: { seq: found.seq, problem: found.isGap ? 'gap' : 'changed' } };
      if (headFits) return { ...chain, broken: null };
      return {
        ...chain,
        broken: { seq: lastSeq, problem: chain.events === 0 && chain.head === '' ? 'missing' : 'head' },
      };
    });
  } finally {
    await client.query('ROLLBACK');
  }
}

const PROBLEMS: Record<ChainProblem, string> = {
  missing: 'phường không có sự kiện nào, cả dây đã bị xóa',
  gap: 'thiếu sự kiện ngay trước số này',
  changed: 'nội dung đã bị sửa',
  head: 'đầu dây không khớp: các sự kiện cuối đã bị xóa hoặc thêm từ ngoài',
};

/** The output of `npm run audit:verify`: each chain with its head, then the verdict. */
export function describeVerification(chains: readonly VerifiedChain[]): { lines: string[]; isWhole: boolean } {
  const broken = chains.filter((chain) => chain.broken !== null);
  const events = chains.reduce((sum, chain) => sum + chain.events, 0);
  const nameOf = (chain: VerifiedChain) => chain.wardName ?? 'Ngoài phường';
  return {
    isWhole: chains.length > 0 && broken.length === 0,
    lines: [
      ...chains.map(
        (chain) => `${nameOf(chain)}: ${chain.events} sự kiện, đầu dây ${chain.head.slice(0, 16) || '(trống)'}`,
      ),
      ...broken.map(
        (chain) =>
          `ĐỨT: dây ${chain.chainId} (${nameOf(chain)}), sự kiện số ${chain.broken!.seq}: ${PROBLEMS[chain.broken!.problem]}`,
      ),
      ...verdict(chains.length, events, broken.length),
    ],
  };
}

function verdict(chains: number, events: number, broken: number): string[] {
  if (broken > 0) return [];
  return [
    chains === 0
      ? 'Không có dây nào để kiểm: cơ sở dữ liệu chưa có phường và sự kiện nào.'
      : `${chains} dây, ${events} sự kiện, nguyên vẹn`,
  ];
}
