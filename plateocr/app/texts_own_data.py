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
    "Only who has the link to them sees your pictures. They are deleted after {hours:g} hours at the latest, "
    "or when you say so.": "只有持有链接的人才能看到您的图片。图片最迟在 {hours:g} 小时后删除，您也可以随时删除。",
    "The whole dashboard for your own pictures": "用您自己的图片查看完整的分析面板",
    "{pictures:,} of your pictures were read by {models}.": "{models} 识别了您的 {pictures:,} 张图片。",
    "Show the dashboard": "查看面板",
    "Back to the pictures of the app": "返回自带的图片",
    "Delete my pictures now": "立即删除我的图片",
    "{n:,} files were left out": "有 {n:,} 个文件未采用",
    "... and {n:,} more.": "……另有 {n:,} 个。",
    "These pictures are gone": "这些图片已不存在",
    "They were deleted. Send them again.": "图片已被删除，请重新上传。",
    "There is no model to read with": "没有可用的模型",
    "ZIP of pictures": "图片的 ZIP 文件",
    "Unpacking: {done:,} of {total:,} pictures": "正在解压：{done:,} / {total:,} 张图片",
    "Reading: {done:,} of {total:,} pictures": "正在识别：{done:,} / {total:,} 张图片",
    "This ZIP was not used": "此 ZIP 文件未被采用",
}
