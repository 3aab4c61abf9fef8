"""The Chinese of the dashboard: overview, cards, filters, confusions, slices, confidence."""

_OVERVIEW = {
    "there is no evaluation to show. Make one with 'plateocr evaluate DIR --out OUT', "
    "then start the app with --predictions OUT.": (
        "没有可显示的评测。请用 'plateocr evaluate DIR --out OUT' 进行评测，再用 --predictions OUT 启动应用。"
    ),
    "Model": "模型",
    "Compared with": "对比模型",
    "These are the pictures that you sent.": "这是您上传的图片。",
    "This view cannot be shown": "无法显示此视图",
    "The models cannot be compared": "无法比较这两个模型",
    "Figures of each model": "各模型的指标",
    "Difference": "差值",
    "Time a picture takes": "每张图片耗时",
    "{ms:.1f} ms": "{ms:.1f} 毫秒",
    "Under each figure its 95 % interval: where it would lie with other pictures of the same kind. n is the number "
    "of pictures.": "每个指标下方是 95 % 置信区间：换一批同类图片，指标大致会落在其中。n 为图片数。",
    "n = {n:,}": "n = {n:,}",
    "Plates read exactly": "整牌正确率",
    "all seven characters right": "七个字符全部正确",
    "Character error rate (CER)": "字符错误率（CER）",
    "share of characters to correct": "需要改正的字符所占比例",
    "Provinces right": "省份正确率",
    "the first character, over all plates": "所有车牌的第一个字符",
    "Provinces right, without 皖": "省份正确率（不含皖）",
    "皖 is most of CCPD, and can be guessed": "CCPD 中绝大多数是皖，靠猜也能对",
    "Provinces right, each weighing the same": "省份正确率（各省权重相同）",
    "the mean over the provinces (macro)": "各省份的平均值（宏平均）",
    "Calibration error (ECE)": "校准误差（ECE）",
    "mean distance of confidence from accuracy": "置信度与正确率的平均差距",
    "no such plate": "没有这样的车牌",
    "{value:+.1f} points": "{value:+.1f} 个百分点",
    "{low:+.1f} to {high:+.1f}": "{low:+.1f} 至 {high:+.1f}",
    "both right": "两个模型都对",
    "only {model} right": "只有 {model} 对",
    "both wrong": "两个模型都错",
    "{first} against {second}, on the same {n:,} pictures": "{first} 与 {second} 在同样的 {n:,} 张图片上的对比",
    "McNemar's exact test: {p}.": "McNemar 精确检验：{p}。",
    "The difference is more than chance explains.": "差异不能仅用偶然解释。",
    "Chance alone could make this difference.": "这一差异可能只是偶然。",
    "Pictures by wrong characters (CER below)": "按错误字符数统计的图片（下方为 CER）",
    "%{x} wrong (CER %{customdata:.3f}): %{y:,} pictures": "错 %{x} 个字符（CER %{customdata:.3f}）：%{y:,} 张图片",
    "Errors by position, % (95 % interval)": "各位置的错误率，%（95 % 区间）",
    "province": "省份",
    "%{y:.1f} % wrong (%{customdata[0]:.1f} to %{customdata[1]:.1f})": (
        "错误 %{y:.1f} %（%{customdata[0]:.1f} 至 %{customdata[1]:.1f}）"
    ),
}

_CARDS = {
    "1 picture": "1 张图片",
    "{n:,} pictures": "{n:,} 张图片",
    "Take off: {filter}": "取消筛选：{filter}",
    "Show all": "显示全部",
    "No picture passes these filters": "没有符合筛选条件的图片",
    "Take one of them off to see more.": "取消其中一项即可看到更多。",
    "{first:,} to {last:,} of {total:,}": "第 {first:,} 至 {last:,} 张，共 {total:,} 张",
    "page {number:,} of {pages:,}": "第 {number:,} 页，共 {pages:,} 页",
    "Pages of cards": "卡片分页",
    "Truth {truth}, read {prediction}, CER {cer:.2f}, confidence {confidence}. Show detail.": (
        "真值 {truth}，识别为 {prediction}，CER {cer:.2f}，置信度 {confidence}。查看详情。"
    ),
    "picture not found": "找不到图片",
    "truth": "真值",
    "read": "识别",
    "confidence": "置信度",
    "contains '{text}'": "包含“{text}”",
    "province {provinces}": "省份 {provinces}",
    "{truth} read as {read}": "{truth} 被识别为 {read}",
    "has {character}": "含有 {character}",
    "read with {character}": "识别结果含有 {character}",
    "position {position} wrong": "第 {position} 位错误",
    "{low} to {high} characters wrong": "错 {low} 至 {high} 个字符",
    "{name} from {low:g}": "{name} 不低于 {low:g}",
    "{name} up to {high:g}": "{name} 不高于 {high:g}",
    "{name} {low:g} to {high:g}": "{name} {low:g} 至 {high:g}",
    "Picture in detail": "图片详情",
    "Close": "关闭",
}

_FILTERS = {
    "Filters": "筛选",
    "More filters": "更多筛选",
    "Search": "搜索",
    "plate or file name": "车牌或文件名",
    "Order": "排序",
    "most characters wrong first": "错误字符多的在前",
    "least confident first": "置信度低的在前",
    "confidently wrong first": "自信但错误的在前",
    "worse than the other model first": "比另一模型差的在前",
    "Outcome": "结果",
    "right or wrong": "不论对错",
    "right": "正确",
    "wrong": "错误",
    "both models wrong": "两个模型都错",
    "only {model} wrong": "只有 {model} 错",
    "only this model wrong": "只有本模型错",
    "only the other model wrong": "只有另一模型错",
    "Province": "省份",
    "any": "不限",
    "all but 皖": "除皖以外",
    "True character": "真实字符",
    "Read as": "识别为",
    "Wrong at position": "错误位置",
    "Flag": "标记",
    "unsure": "没有把握",
    "not a text that is issued": "不符合车牌规则",
    "Characters wrong": "错误字符数",
    "Tilt in degrees": "倾斜角（度）",
    "Width in pixels": "宽度（像素）",
    "from": "从",
    "to": "到",
}

_CONFUSIONS = {
    "The most frequent confusions": "最常见的混淆",
    "{count:,} of {of:,} ({share})": "{of:,} 次中的 {count:,} 次（{share}）",
    "A row is what stands on the plate, a column what was read. The number counts characters; the colour is their "
    "share of the row, on a logarithmic scale. Rows and columns without an error are left out. Click a number to "
    "see the pictures.": (
        "行是车牌上的真实字符，列是识别结果。数字是字符个数，颜色是其在该行中所占比例（对数刻度）。没有错误的行和列不显示。"
        "点击数字可查看相应图片。"
    ),
    "Provinces": "省份",
    "Letters and digits": "字母和数字",
    "Rows: the truth. Columns: what was read.": "行：真值。列：识别结果。",
    "{truth} read rightly: {share}": "{truth} 识别正确：{share}",
    "{truth} read as {read}: {count:,} of {total:,} ({share})": (
        "{truth} 被识别为 {read}：{total:,} 次中的 {count:,} 次（{share}）"
    ),
    "No error here.": "这里没有错误。",
    "No character was read wrongly": "没有字符识别错误",
    "There is nothing to confuse here.": "这里没有混淆。",
}

_SLICES = {
    "Slice": "分组",
    "Pictures": "图片数",
    "Wrong": "错误数",
    "Error rate, 95 % interval": "错误率及 95 % 区间",
    "Share of all errors": "占全部错误的比例",
    "Errors by slice": "各分组的错误",
    "Position": "位置",
    "Sharpness, brightness, contrast, tilt and width are cut into fifths of equally many pictures. The slices with "
    "most errors come first: mending them helps most. Grey: fewer than {n} pictures, too few to say much.": (
        "清晰度、亮度、对比度、倾斜角和宽度各按图片数等分为五组。错误最多的分组排在最前：改善它们收效最大。"
        "灰色：不足 {n} 张图片，难下结论。"
    ),
}

_CONFIDENCE = {
    "Answer only from this confidence": "只在达到此置信度时作答",
    "From {threshold} confidence": "置信度不低于 {threshold}",
    "answers no plate.": "不对任何车牌作答。",
    "answers {coverage} of plates ({answered:,} of {of:,}), {accuracy} of them right.": (
        "对 {coverage} 的车牌作答（{of:,} 张中的 {answered:,} 张），其中 {accuracy} 正确。"
    ),
    "Show the wrong one": "查看错误的那一张",
    "Show the {n:,} wrong ones": "查看错误的 {n:,} 张",
    "Is confidence what it says? (reliability)": "置信度可信吗？（可靠性图）",
    "exactly right": "完全可信",
    "confident %{x:.1f} %, right %{y:.1f} %, n = %{customdata:,}": (
        "置信度 %{x:.1f} %，正确 %{y:.1f} %，n = %{customdata:,}"
    ),
    "Confidence, %": "置信度，%",
    "Right, % (95 % interval)": "正确率，%（95 % 区间）",
    "What a threshold costs and buys (risk and coverage)": "阈值的得失（风险与覆盖率）",
    "from %{customdata:.1f} % confidence: answers %{x:.1f} %, %{y:.1f} % right": (
        "置信度不低于 %{customdata:.1f} %：作答 %{x:.1f} %，其中 %{y:.1f} % 正确"
    ),
    "Plates answered, % (coverage)": "作答的车牌，%（覆盖率）",
    "Right among them, %": "其中正确，%",
}

CHINESE: dict[str, str] = {**_OVERVIEW, **_CARDS, **_FILTERS, **_CONFUSIONS, **_SLICES, **_CONFIDENCE}
