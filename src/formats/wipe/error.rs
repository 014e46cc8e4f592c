//! Why a file cannot be read as a report of a wipe.

use crate::domain::lang::Lang;
use crate::domain::wipe::report::Format;
use crate::formats::table::Trouble;

/// Why a file is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.reason(Lang::En))]
pub enum WipeFileError {
    /// Nothing in it
    Empty,
    /// Larger than any report may be
    TooLarge {
        /// Its size
        bytes: u64,
        /// The most that is allowed
        limit: u64,
    },
    /// A PDF, which is a picture of a report
    Pdf,
    /// An archive
    Archive,
    /// None of the formats that are read
    UnknownFormat,
    /// Not of the format that was named
    OtherFormat {
        /// The format as named
        format: Format,
    },
    /// An encoding that is not read
    UnknownEncoding {
        /// As the file names it
        name: String,
    },
    /// Bytes that the encoding does not have
    Bytes {
        /// The encoding
        encoding: &'static str,
        /// From 1
        line: u64,
    },
    /// A control character
    Control {
        /// Its number
        code: u32,
        /// From 1
        line: u64,
    },
    /// A line longer than any that a tool writes
    LongLine {
        /// From 1
        line: u64,
    },
    /// XML that is not taken
    Xml {
        /// From 1
        line: u64,
        /// What is wrong
        trouble: XmlTrouble,
    },
    /// JSON that is not taken
    Json {
        /// From 1
        line: u64,
        /// What is wrong
        trouble: JsonTrouble,
    },
    /// A table that is not taken
    Table {
        /// What is wrong, from the reader of tables
        problem: String,
    },
    /// A row of a table that is not taken
    Row {
        /// From 1
        line: u64,
        /// What is wrong
        trouble: Trouble,
    },
    /// A column that is wanted and not there, or there twice
    Column {
        /// Its name
        name: &'static str,
        /// How often it is there
        count: usize,
    },
    /// More media than one file may tell of
    TooMany {
        /// The most that is allowed
        limit: usize,
    },
    /// Of a known format, but it tells of no medium
    NoMedium {
        /// The format
        format: Format,
    },
    /// What `nvme id-ctrl` says of a controller, without the log of its sanitization
    IdentityAlone,
}

/// What is wrong with XML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum XmlTrouble {
    /// A document type
    Doctype,
    /// A processing instruction
    Instruction,
    /// An entity other than the five and characters by number
    Entity(String),
    /// Nested deeper than is allowed
    Depth,
    /// More attributes than are allowed
    Attributes,
    /// More elements than are allowed
    Nodes,
    /// A text longer than is allowed
    Text,
    /// A second root, or text outside the root
    AfterRoot,
    /// It ends before it is whole
    CutShort,
    /// Not well formed
    Malformed(String),
}

/// What is wrong with JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JsonTrouble {
    /// A name that stands twice in one object
    SameName(String),
    /// Nested deeper than is allowed
    Depth,
    /// More values than are allowed
    Nodes,
    /// A text longer than is allowed
    Text,
    /// A control character in a text
    Control(u32),
    /// Not well formed, or cut short
    Malformed(String),
}

impl WipeFileError {
    /// What is wrong, as staff read it.
    pub fn reason(&self, lang: Lang) -> String {
        let (zh, en) = match self {
            Self::Empty => ("文件是空的".to_owned(), "the file is empty".to_owned()),
            Self::TooLarge { bytes, limit } => (
                format!("文件有 {bytes} 字节，超过上限 {limit}"),
                format!("the file has {bytes} bytes, more than the {limit} allowed"),
            ),
            Self::Pdf => (
                "这是 PDF，不作为记录读取".to_owned(),
                "this is a PDF, which is not read as a record".to_owned(),
            ),
            Self::Archive => (
                "这是压缩包，不会解开".to_owned(),
                "this is an archive, and archives are not unpacked".to_owned(),
            ),
            Self::UnknownFormat => (
                "不是已知的清除报告格式".to_owned(),
                "this is no report of a known tool".to_owned(),
            ),
            Self::OtherFormat { format } => (
                format!("这不是 {} 格式", format.as_str()),
                format!("this is not of the format {}", format.as_str()),
            ),
            Self::UnknownEncoding { name } => (
                format!("不读取编码 {name}"),
                format!("the encoding {name} is not read"),
            ),
            Self::Bytes { encoding, line } => (
                format!("第 {line} 行含有不属于 {encoding} 的字节"),
                format!("line {line} has bytes that are not {encoding}"),
            ),
            Self::Control { code, line } => (
                format!("第 {line} 行含有控制字符 U+{code:04X}"),
                format!("line {line} has the control character U+{code:04X}"),
            ),
            Self::LongLine { line } => (
                format!("第 {line} 行过长"),
                format!("line {line} is longer than any that a tool writes"),
            ),
            Self::Xml { line, trouble } => trouble.reason(*line),
            Self::Json { line, trouble } => trouble.reason(*line),
            Self::Table { problem } => (format!("表格：{problem}"), problem.clone()),
            Self::Row { line, trouble } => (
                format!("第 {line} 行：{}", trouble.reason(Lang::Zh)),
                format!("line {line}: {}", trouble.reason(Lang::En)),
            ),
            Self::Column { name, count: 0 } => {
                (format!("缺少列 {name}"), format!("it has no column {name}"))
            }
            Self::Column { name, count } => (
                format!("列 {name} 出现 {count} 次"),
                format!("it has {count} columns {name}"),
            ),
            Self::TooMany { limit } => (
                format!("一个文件中的存储介质超过 {limit} 个"),
                format!("it tells of more than {limit} media"),
            ),
            Self::NoMedium { format } => (
                format!("{} 报告中没有任何存储介质", format.as_str()),
                format!("this {} report tells of no medium", format.as_str()),
            ),
            Self::IdentityAlone => (
                "这是 nvme id-ctrl 的输出，只说明控制器，不是清除记录".to_owned(),
                "this is what nvme id-ctrl says of a controller, and no record of a wipe"
                    .to_owned(),
            ),
        };
        lang.pick(&zh, &en).to_owned()
    }

    /// What to do about it, as staff read it.
    pub fn cure(&self, lang: Lang) -> &'static str {
        match self {
            Self::Empty | Self::Bytes { .. } | Self::Control { .. } => lang.pick(
                "请从清除工具重新导出该报告",
                "export the report from the tool again",
            ),
            Self::TooLarge { .. } | Self::TooMany { .. } => lang.pick(
                "请让工具每台设备写一个报告",
                "have the tool write one report per device",
            ),
            Self::Pdf => lang.pick(
                "请导入同一次清除的 XML、JSON 或日志",
                "import the XML, JSON or log of the same run",
            ),
            Self::Archive => lang.pick("请先解压", "unpack it first"),
            Self::UnknownFormat | Self::OtherFormat { .. } | Self::NoMedium { .. } => lang.pick(
                "请检查是否选对了文件；手工记录可用 CSV",
                "see that it is the right file; records kept by hand can come as CSV",
            ),
            Self::UnknownEncoding { .. } => lang.pick("请另存为 UTF-8", "save it as UTF-8"),
            Self::LongLine { .. } | Self::Xml { .. } | Self::Json { .. } => lang.pick(
                "文件不完整或被改动过；请从清除工具重新导出",
                "the file is cut or was changed; export it from the tool again",
            ),
            Self::Row { trouble, .. } => trouble.cure(lang),
            Self::Table { .. } | Self::Column { .. } => lang.pick(
                "请按样例 samples/wipe/other/PROPOSED-manual-import.csv 填写",
                "fill it in as in samples/wipe/other/PROPOSED-manual-import.csv",
            ),
            Self::IdentityAlone => lang.pick(
                "请与同一设备的 sanitize-log 一起导入",
                "import it together with the sanitize-log of the same device",
            ),
        }
    }
}

impl XmlTrouble {
    fn reason(&self, line: u64) -> (String, String) {
        let (zh, en) = match self {
            Self::Doctype => ("不允许 DOCTYPE", "a document type is not allowed"),
            Self::Instruction => ("不允许处理指令", "a processing instruction is not allowed"),
            Self::Entity(name) => {
                return (
                    format!("XML 第 {line} 行：不允许实体 &{name};"),
                    format!("XML line {line}: the entity &{name}; is not allowed"),
                );
            }
            Self::Depth => ("嵌套过深", "nested too deep"),
            Self::Attributes => ("一个元素的属性过多", "an element has too many attributes"),
            Self::Nodes => ("元素过多", "too many elements"),
            Self::Text => ("一段文本过长", "a text is too long"),
            Self::AfterRoot => (
                "根元素之外还有内容",
                "there is something outside the root element",
            ),
            Self::CutShort => ("文件不完整", "the file ends before it is whole"),
            Self::Malformed(what) => {
                return (
                    format!("XML 第 {line} 行有错误：{what}"),
                    format!("XML line {line}: {what}"),
                );
            }
        };
        (
            format!("XML 第 {line} 行：{zh}"),
            format!("XML line {line}: {en}"),
        )
    }
}

impl JsonTrouble {
    fn reason(&self, line: u64) -> (String, String) {
        let (zh, en) = match self {
            Self::SameName(name) => (
                format!("名称 {name} 在同一对象中出现两次"),
                format!("the name {name} stands twice in one object"),
            ),
            Self::Depth => ("嵌套过深".to_owned(), "nested too deep".to_owned()),
            Self::Nodes => ("值过多".to_owned(), "too many values".to_owned()),
            Self::Text => ("一段文本过长".to_owned(), "a text is too long".to_owned()),
            Self::Control(code) => (
                format!("文本含有控制字符 U+{code:04X}"),
                format!("a text has the control character U+{code:04X}"),
            ),
            Self::Malformed(what) => (format!("有错误：{what}"), what.clone()),
        };
        (
            format!("JSON 第 {line} 行：{zh}"),
            format!("JSON line {line}: {en}"),
        )
    }
}
