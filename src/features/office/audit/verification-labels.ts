import { formatDateTime } from '../../../shared/dates';
import type { ChainProblem, Verification, VerifiedChain } from './verify';

const PROBLEMS: Record<ChainProblem, string> = {
  missing: 'phường không có sự kiện nào, cả dây đã bị xóa',
  'no-ward': 'không còn phường nào của dây này: phường đã bị xóa',
  restarted: 'dây đã bị xóa rồi bắt đầu lại, hoặc dấu bắt đầu của nó đã bị xóa',
  gap: 'thiếu sự kiện ngay trước số này',
  removed: 'sự kiện đã bị xóa',
  changed: 'nội dung hoặc thứ tự đã bị sửa',
  emptied: 'nội dung đã bị bỏ mà không có sự kiện nào nói vì sao',
  key: 'khóa niêm phong không mở được: khóa đã mất hoặc bị xóa, nên không kiểm được',
  time: 'thời gian chạy lùi: ghi lùi ngày, hoặc đồng hồ máy chủ đã bị vặn',
  head: 'đầu dây không khớp: các sự kiện cuối đã bị xóa hoặc thêm từ ngoài',
  unsealed: 'còn sự kiện chưa niêm phong sau số này; nếu Gõ Cửa đang dừng, hãy khởi động rồi kiểm lại',
};

/** The output of `npm run audit:verify`: each chain with its head, then the verdict. */
export function describeVerification({ chains, faults: found, beginning, unprotected, unfound }: Verification): {
  lines: string[];
  isWhole: boolean;
} {
  const broken = chains.filter((chain) => chain.broken !== null);
  const events = chains.reduce((sum, chain) => sum + chain.events, 0);
  const nameOf = (chain: VerifiedChain) => chain.wardName ?? 'Ngoài phường';
  const faults = [
    ...broken.map(
      (chain) =>
        `ĐỨT: dây ${chain.chainId} (${nameOf(chain)}), sự kiện số ${chain.broken!.place}: ${PROBLEMS[chain.broken!.problem]}`,
    ),
    ...found.map((fault) => `ĐỨT: ${fault}`),
    ...unprotected.map((fault) => `MẤT BẢO VỆ: ${fault}`),
    ...unfound.map((head) => `KHÔNG CÓ đầu dây ${head}: nhật ký đã bị thay bằng một bản cũ, hoặc mã gõ sai`),
  ];
  return {
    isWhole: chains.length > 0 && faults.length === 0,
    lines: [
      ...chains.map(
        (chain) =>
          `${nameOf(chain)}: ${chain.events} sự kiện${chain.emptied > 0 ? `, trong đó ${chain.emptied} đã bỏ nội dung` : ''}, đầu dây ${chain.head || '(trống)'}`,
      ),
      ...(beginning
        ? [
            `Niêm phong bắt đầu lúc ${formatDateTime(new Date(beginning.at))}, sau ${beginning.unkeyed} sự kiện không khóa`,
          ]
        : []),
      ...faults,
      ...(faults.length > 0 ? [] : [verdict(chains.length, events)]),
    ],
  };
}

const verdict = (chains: number, events: number): string =>
  chains === 0
    ? 'Không có dây nào để kiểm: cơ sở dữ liệu chưa có phường và sự kiện nào.'
    : `${chains} dây, ${events} sự kiện, nguyên vẹn`;
