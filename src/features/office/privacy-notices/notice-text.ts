/** Maximum length of a text that is read aloud at a door. Vietnamese is written with a space between syllables. */
export const MAX_SYLLABLES = 400;
/** What the ward must still fill in: '[điền tên và số điện thoại]'. */
const TO_FILL_IN = /\[[^\]\n]*\]/g;

export const syllablesOf = (text: string): number => text.split(/\s+/).filter(Boolean).length;

/** The places that still have to be filled in, as they stand in the text. */
export const placesToFillIn = (text: string): string[] => text.match(TO_FILL_IN) ?? [];

/**
 * The text that a ward starts from. It states what this application does with the data; what only the ward knows stands
 * in square brackets. Articles: Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15, Điều 4 (rights), 9 (consent), 19.1.c (work of a
 * state agency needs no consent).
 */
export const draftNotice = (wardName: string): string => `Ủy ban nhân dân ${wardName} xin thông báo về dữ liệu cá nhân.

Đội giữ gì: họ tên, ngày sinh, địa chỉ, số điện thoại, số định danh, mức VNeID, những điều cần biết để giúp (như khó đi lại, cần người giúp), và những việc đội đã giúp.

Để làm gì: hẹn ngày đến nhà, giúp dùng Cổng Dịch vụ công, theo dõi hồ sơ cho tới khi xong. Đây là việc của cơ quan nhà nước (Điều 19 khoản 1 điểm c Luật Bảo vệ dữ liệu cá nhân) nên không phải xin đồng ý. Không muốn đội đến hay gọi nữa thì cứ nói, đội dừng ngay.

Chỉ làm khi được đồng ý, từng việc một: hỏi khảo sát về việc dùng Cổng; chụp ảnh để đăng báo, đăng trang tin. Không đồng ý thì vẫn được giúp như mọi người. Đồng ý rồi vẫn rút lại được bất cứ lúc nào.

Ông bà, anh chị có quyền biết, xem, sửa, xin xóa, xin hạn chế, phản đối và khiếu nại. Nói với đội, hoặc gọi người phụ trách bảo vệ dữ liệu của phường: [điền họ tên, số điện thoại].

Phường giữ trong: [điền thời hạn]. Dữ liệu được đưa cho: [điền nơi nhận, hoặc ghi không đưa cho ai].

Đội không bao giờ hỏi mật khẩu, mã OTP, không chụp thẻ căn cước, không thu tiền.`;
