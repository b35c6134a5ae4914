import { read, sharedAgent, sharedApp, words } from '../../../support/test-app';
import { propose } from '../../../support/worlds/rounds';

const app = sharedApp();
const staff = sharedAgent(app, 'staff');

describe('in a ward that has no household yet', () => {
  it.each([
    ['/rounds/new', 'Chưa có hộ nào ở đây. Nhập danh sách hộ dân trước.'],
    ['/rounds', 'Chưa có buổi nào sắp tới'],
    ['/doors-to-call', 'Không còn nhà nào cần gọi'],
    ['/answer-hours', 'Chưa có hộ nào trong sổ'],
    ['/overtime', 'Chưa có buổi nào trong tháng này'],
    ['/requests', 'Không có đề nghị nào đang mở'],
    ['/briefings', 'Chưa có lời dặn nào'],
    ['/absences', 'Không ai báo vắng'],
    ['/team-calendar', 'Lịch của đội'],
    ['/round-proposals', 'Xếp cả tuần'],
  ])('%s says that there is nothing', async (path, said) => {
    const response = await staff.get(path);
    expect(response.status).toBe(200);
    expect(words(response)).toContain(said);
    expect(words(response)).not.toMatch(/NaN|undefined|(?<!\d)0 %/);
  });

  it('an evening is suggested without a door, and says so in whole sentences', async () => {
    const response = await staff.post('/rounds/suggestions', { date: '2026-11-27', from: '18:30', to: '20:30' });
    expect(response.status).toBe(200);
    expect(words(response)).toContain(
      'Buổi này: Không có cửa nào đến lượt trong khu đã chọn. Bỏ bớt điều kiện, hoặc chọn khu khác.',
    );
    expect(words(response)).not.toContain('..');
  });

  it('a week has no round, and the page does not send the reader to look for reasons that do not exist', async () => {
    await app.db.prisma.userAccount.updateMany({
      where: { wardId: app.ward.id, role: 'officer' },
      data: { disabledAt: new Date('2026-11-20') },
    });
    const response = await staff.get(`/round-proposals/${await propose(staff)}`);
    expect(words(response)).toContain('Không xếp được buổi nào Cần có hộ dân trong sổ và đủ thành viên đội');
    expect(read(response)('#left')).toHaveLength(0);
  });
});
