// The words of the interface in both languages, and how dates, places and
// choices are written in them.

const chosen = () => {
  try { return localStorage.getItem('lang'); } catch { return null; }
};

export const lang = chosen() ??
  (navigator.languages.find((l) => /^(en|zh)/.test(l)) ?? 'en').slice(0, 2);
const chinese = lang === 'zh';

export function choose(other) {
  try { localStorage.setItem('lang', other); } catch { /* for this page only */ }
  location.reload();
}

const table = {
  skip: ['Skip to content', '跳到正文'],
  tagline: ['What governs artificial intelligence: which texts exist, what they say, from when they apply, and how anyone knows.',
    '人工智能治理文本登记：有哪些文本、写了什么、何时适用、依据何在。'],
  other: ['中文', 'English'],
  browse: ['Browse', '浏览'], conflicts: ['Conflicts', '分歧'], check: ['Check quotes', '核对引文'],
  coverage: ['Coverage', '覆盖情况'], api: ['API', '接口'], compare: ['Compare', '比较'],
  menu: ['Sections', '栏目'],
  search: ['Search', '搜索'], searchFor: ['Title, number or words', '标题、编号或关键词'],
  suggestions: ['Suggestions', '建议'],
  texts: ['texts', '件文本'], jurisdictions: ['jurisdictions', '个法域'],
  official: ['of the dates and types on official words', '的日期与类型有官方原文依据'],
  bindsNow: ['What binds today', '现行有效的法律'], newest: ['Newest', '最新文本'],
  changed: ['Last changes', '最近更改'], treatiesCsv: ['Treaties as CSV', '条约（CSV）'],
  grid: ['Texts by jurisdiction and year of adoption', '按法域与通过年份统计的文本'],
  gridNote: ['Texts without a date of adoption are not in this table.', '没有通过日期的文本不在表中。'],
  all: ['All', '全部'], before: ['to {year}', '{year} 年及以前'], sum: ['all years', '合计'],
  covered: ['Acts, orders, standards, guidelines, strategies and declarations of states, the EU, the UN, the Council of Europe, the OECD and others. Court decisions, most sectoral law and the text of third-party documents are not covered.',
    '收录各国以及欧盟、联合国、欧洲委员会、经合组织等的法律、命令、标准、指南、战略和宣言。不收录司法判决、多数行业性法律和第三方文件全文。'],
  results: ['{n} results', '{n} 条结果'], oneResult: ['1 result', '1 条结果'],
  filters: ['Filters', '筛选'], clear: ['Clear all', '全部清除'], remove: ['Remove filter: {what}', '移除筛选：{what}'],
  more: ['Show more', '显示更多'], next: ['Next page', '下一页'], sort: ['Order', '排序'],
  relevance: ['Best match', '最相关'], newestFirst: ['Newest first', '从新到旧'], oldestFirst: ['Oldest first', '从旧到新'],
  byTitle: ['By title', '按标题'],
  asOf: ['Status on', '状态截至'], lawAsOf: ['Law as known on', '按此日所知法律'], apply: ['Apply', '应用'],
  exportAs: ['Take these along', '导出'], copyCurl: ['Copy as curl', '复制 curl 命令'], copied: ['Copied', '已复制'],
  nothing: ['Nothing was found', '没有找到'], nothingFor: ['No text has all of this: {what}.', '没有文本同时符合：{what}。'],
  tryWithout: ['Try without one of these:', '可去掉其中一项：'],
  corrected: ['Shown for “{what}”.', '显示“{what}”的结果。'], also: ['Also looked for: {what}', '同时搜索：{what}'],
  moreHits: ['{n} places in it', '其中 {n} 处'], typeWords: ['Type words to search in this.', '请输入关键词。'],
  loading: ['Loading …', '加载中……'], years: ['Year', '年份'],
  kind: ['Kind', '种类'], type: ['Type', '类型'], force: ['Force', '效力'], status: ['Status', '状态'],
  issuer: ['Issuer', '发布机构'], year: ['Year', '年份'], concept: ['Topic', '主题'], source: ['Source', '来源'],
  languages: ['Languages', '语言'], jurisdiction: ['Jurisdiction', '法域'], adopted_on: ['Adopted', '通过'],
  nature: ['Nature', '性质'], existence: ['Existence', '存续'], in_force: ['In force', '是否生效'],
  proposed_on: ['Proposed', '提出'], signed_on: ['Signed', '签署'], published_on: ['Published', '公布'],
  in_force_on: ['In force from', '生效'], applies_on: ['Applies from', '适用'], repealed_on: ['Repealed', '废止'],
  superseded_on: ['Superseded', '被取代'], withdrawn_on: ['Withdrawn', '撤回'], lapsed_on: ['Lapsed', '失效'],
  vetoed_on: ['Vetoed', '被否决'], title: ['Title', '标题'], titles: ['Titles', '各种标题'], summary: ['Summary', '摘要'],
  note: ['Note', '备注'], parties: ['Parties', '相关方'], identifiers: ['Identifiers', '编号'], urls: ['Links', '链接'],
  topics: ['Topics', '主题'],
  facts: ['Facts', '要点'], timeline: ['Time line', '时间线'], text: ['Text', '文本'], relations: ['Relations', '关系'],
  evidence: ['Evidence', '依据'], history: ['History', '修订历史'], cite: ['Cite', '引用'],
  stated: ['stated by the official text', '官方文本载明'], independent: ['stated by an independent document', '独立文件载明'],
  editorial: ['the editors’ own note', '编者自注'], noEvidence: ['no evidence', '无依据'], disputed: ['sources disagree', '来源不一致'],
  settledShort: ['sources disagreed; settled', '来源曾不一致，已裁定'],
  gradeOfficial: ['official', '官方'], gradeIndependent: ['independent', '独立'], gradeEditorial: ['editorial', '编者'],
  gradeNone: ['none', '无'], disputedShort: ['disputed', '有分歧'],
  whyFor: ['Why “{what}”?', '为何是“{what}”？'], close: ['Close', '关闭'],
  supports: ['says the same', '一致'], refines: ['says it more precisely', '更精确'], broader: ['says it less precisely', '较笼统'],
  conflicts_: ['says otherwise', '不一致'], unresolved: ['cannot be compared', '无法比较'],
  says: ['It says: {what}', '其说法：{what}'], saidBy: ['Said by {who}', '说话人：{who}'],
  notHeld: ['The words are not held here; the place is.', '此处不存原文，只存位置。'],
  restricted: ['Restricted: {what}', '使用限制：{what}'], officialPage: ['the official page at these words', '官方网页原文处'],
  howSettled: ['How it was settled', '如何裁定'], stillOpen: ['Not settled', '尚未裁定'], by: ['{who}, {when}', '{who}，{when}'],
  nobodySays: ['No passage says this. It was entered by the editors.', '没有段落载明此项，由编者录入。'],
  notThere: ['There is no such page', '没有这个页面'], startPage: ['Start page', '首页'],
  failed: ['This did not work', '操作未成功'], offline: ['The server does not answer.', '服务器没有响应。'],
  kept: ['What you typed is kept.', '已输入的内容仍然保留。'], again: ['Try again', '重试'],
  needsKey: ['Reading needs a key here.', '此处阅读需要密钥。'],
  json: ['Data', '数据'], footer: ['Everything here comes from the API, which is open to programs, too. Data: CC0.', '本站内容均来自开放接口，程序亦可使用。数据：CC0。'],
  quote: ['“{what}”', '“{what}”'], and: [', ', '、'],
  instruments: ['Texts', '文本'], provisions: ['Provisions', '条款'], organizations: ['Organizations', '机构'], events: ['Events', '事件'],
  sources: ['Sources', '来源'], passages: ['Passages', '段落'], concepts: ['Topics', '主题'], schemes: ['Schemes', '分类体系'],
  assertions: ['Assertions', '陈述'], resolutions: ['Resolutions', '裁定'], classifications: ['Classifications', '归类'],
};

export function t(name, values = {}) {
  const words = table[name]?.[chinese ? 1 : 0] ?? table[name]?.[0] ?? label(name);
  return words.replace(/\{(\w+)\}/g, (all, one) => values[one] ?? all);
}

export const has = (name) => name in table;

const choices = {
  treaty: '条约', convention: '公约', regulation: '条例', directive: '指令', act: '法律', bill: '法案', measures: '办法',
  resolution: '决议', recommendation: '建议书', principles: '原则', guidelines: '指南', declaration: '宣言', statement: '声明',
  code: '守则', standard: '标准', framework: '框架', strategy: '战略', plan: '计划', white_paper: '白皮书',
  position_paper: '立场文件', report: '报告', policy: '政策', commitments: '承诺', compact: '契约',
  certification_scheme: '认证制度', initiative: '倡议', process: '进程', proposal: '建议', executive_order: '行政命令',
  decree: '法令', order: '命令', ordinance: '条例', memorandum: '备忘录', agreement: '协定', other: '其他',
  hard: '有约束力', soft: '无约束力', none: '无', unclear: '不明', exists: '存在', doubtful: '存疑', planned: '计划中',
  proposed: '已提出', withdrawn: '已撤回', never_adopted: '未获通过', text: '单一文本', set: '文本集合', model: '范例',
  publication: '出版物', programme: '项目', adopted: '已通过', published: '已公布', in_force: '已生效',
  applicable_in_part: '部分适用', applicable: '适用', superseded: '被取代', repealed: '已废止', lapsed: '已失效',
  vetoed: '被否决', issued: '已发布', unknown: '不明', yes: '适用', in_part: '部分适用', not_yet: '尚未适用',
  signed: '签署', applies: '适用', official: '官方', original: '原文', short: '简称', alternative: '别称',
  translation: '译名', as_mentioned: '引述', proposer: '提出者', adopter: '通过者', addressee: '适用对象', issuer: '发布者',
  signatory: '签署方', host: '主办方', author: '作者', publisher: '出版者', primary_text: '正式文本',
  official_record: '官方记录', commentary: '评论', editorial_note: '编者注', dataset: '数据集', settled: '已裁定',
  unsettled: '未裁定', verified: '已核实', unverified: '未核实', implements: '实施', amends: '修订', supersedes: '取代',
  repeals: '废止', references: '引用', overlaps: '重叠', corresponds_to: '对应', contrasts_with: '相对', based_on: '依据',
  part_of: '属于', proposes: '提出', under: '依照', responds_to: '回应', complements: '补充', calls_for: '呼吁',
  derived_from: '源自', takes_up: '采纳', makes_binding: '使有约束力', candidate: '待审', reviewed: '已审', low: '低',
  medium: '中', high: '高', true: '是', false: '否',
};

export const label = (value) =>
  (chinese && choices[value]) || String(value).replaceAll('_', ' ');

export const grades = {
  official: ['gradeOfficial', 'stated'], independent: ['gradeIndependent', 'independent'],
  editorial: ['gradeEditorial', 'editorial'], none: ['gradeNone', 'noEvidence'],
};

const months = ['January', 'February', 'March', 'April', 'May', 'June', 'July',
  'August', 'September', 'October', 'November', 'December'];

// As precise as it is: 2021, November 2021, 23 November 2021.
export function date(text) {
  const [year, month, day] = String(text ?? '').slice(0, 10).split('-').map(Number);
  if (!year) return String(text ?? '');
  if (chinese) return `${year}年${month ? month + '月' : ''}${day ? day + '日' : ''}`;
  return [day, months[month - 1], year].filter(Boolean).join(' ');
}

const display = (type) => new Intl.DisplayNames([lang], { type, fallback: 'none' });
const [regions, tongues] = [display('region'), display('language')];
const named = (names, code) => {
  try { return names.of(code); } catch { return undefined; }
};

export function place(code) {
  if (code === 'INT') return chinese ? '国际' : 'International';
  const [state, part] = String(code).split('-');
  const name = named(regions, state) ?? state;
  return part ? `${name} (${part})` : name;
}

export const tongue = (code) => named(tongues, code) ?? code;

export const number = (n) => new Intl.NumberFormat(lang).format(n);
