"""The Chinese of own data: upload, and what can be taken away."""

CHINESE: dict[str, str] = {
    "Each picture shows one plate and is named after it, for example 0001-皖A26Y56.jpg or 皖A26Y56.jpg.": (
        "每张图片只含一块车牌，并以车牌号命名，例如 0001-皖A26Y56.jpg 或 皖A26Y56.jpg。"
    ),
    "At most {pictures:,} pictures in a ZIP of {archive:g} MB; each at most {picture:g} MB and {pixels:g} "
    "megapixels, all together at most {total:g} MB when unpacked.": (
        "ZIP 文件不超过 {archive:g} MB，最多 {pictures:,} 张图片；每张不超过 {picture:g} MB、{pixels:g} 百万像素，"
        "解压后总计不超过 {total:g} MB。"
    ),
    "Only people with the link can see your pictures. They are deleted after {hours:g} hours at the latest, "
    "or as soon as you delete them.": (
        "只有持有链接的人才能看到您的图片。图片最迟在 {hours:g} 小时后删除，您也可以随时删除。"
    ),
    "The whole dashboard for your own pictures": "用您自己的图片查看完整的分析面板",
    "{pictures:,} of your pictures were read by {models}.": "{models} 识别了您的 {pictures:,} 张图片。",
    "Show the dashboard": "查看面板",
    "Back to the pictures of the app": "返回自带的图片",
    "Delete my pictures now": "立即删除我的图片",
    "Files that were left out: {n:,}": "未采用的文件：{n:,}",
    "... and {n:,} more.": "……另有 {n:,} 个。",
    "These pictures are gone": "这些图片已不存在",
    "They were deleted. Send them again.": "图片已被删除，请重新上传。",
    "There is no model to read with": "没有可用的模型",
    "ZIP of pictures": "图片的 ZIP 文件",
    "Unpacking: {done:,} of {total:,} pictures": "正在解压：{done:,} / {total:,} 张图片",
    "Reading: {done:,} of {total:,} pictures": "正在识别：{done:,} / {total:,} 张图片",
    "This ZIP was not used": "此 ZIP 文件未被采用",
    "plateocr: what was read wrong, and how often": "plateocr：哪些识别错了，错了多少",
    "Figures": "指标",
    "Charts of {model}": "{model} 的图表",
    "What is taken for what": "字符混淆",
    "{pictures:,} pictures, SHA-256 {digest}; made by plateocr {version} at {time} UTC.": (
        "{pictures:,} 张图片，SHA-256 {digest}；由 plateocr {version} 生成，{time} UTC。"
    ),
    "{model} reads {difference:+.1f} percentage points more plates exactly than {other} (95 % interval {low:+.1f} "
    "to {high:+.1f}; McNemar's p = {p:.2g}).": (
        "{model} 的整牌准确率比 {other} 高 {difference:+.1f} 个百分点（95 % 区间 {low:+.1f} 至 {high:+.1f}；"
        "McNemar 检验 p = {p:.2g}）。"
    ),
    "{model} took no character for another.": "{model} 没有混淆任何字符。",
    "Times": "次数",
    "Of": "总数",
    "Pictures: the first {shown:,} of {total:,} in this view": "图片：当前视图 {total:,} 张中的前 {shown:,} 张",
    "The view, as it stands in the address of the app:": "当前视图（应用地址中的参数）：",
    "CER {cer:.2f}, confidence {confidence}": "CER {cer:.2f}，置信度 {confidence}",
    "These pictures as CSV": "这些图片的 CSV",
    "This page as a picture": "本页图片（PNG）",
    "Report": "报告",
    "Take away": "下载",
    "no picture of the ZIP can be used; name each after its plate, for example 0001-皖A26Y56.jpg.": (
        "ZIP 中没有可用的图片；请以车牌号命名每张图片，例如 0001-皖A26Y56.jpg。"
    ),
    "the ZIP lists far too many files; send fewer images.": "ZIP 中的文件太多；请减少图片。",
    "the ZIP is {size}; the limit is {limit}. Send fewer or smaller images.": (
        "ZIP 的大小是 {size}；上限是 {limit}。请减少或缩小图片。"
    ),
    "the ZIP is no longer there; send it again.": "ZIP 已不存在；请重新发送。",
    "the file is not a ZIP that can be read; pack the images into an ordinary ZIP.": (
        "这个文件不是可以打开的 ZIP；请把图片打包成普通的 ZIP。"
    ),
    "the ZIP holds {n:,} images; the limit is {limit:,}. Send fewer.": (
        "ZIP 中有 {n:,} 张图片；上限是 {limit:,} 张。请减少图片。"
    ),
    "the images in the ZIP are {size} when unpacked; the limit is {limit}. Send fewer or smaller ones.": (
        "ZIP 中的图片解压后共 {size}；上限是 {limit}。请减少或缩小图片。"
    ),
    "the pictures of this link were deleted, as they are some hours after they are sent.": (
        "这个链接的图片已被删除：图片发送数小时后会自动删除。"
    ),
}
