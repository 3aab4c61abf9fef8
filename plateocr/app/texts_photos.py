"""The Chinese of the section 'Photos'."""

CHINESE: dict[str, str] = {
    "Photos": "照片",
    "These pictures were crops to begin with": "这些图片本来就是车牌裁剪图",
    "Of whole photos, this section shows which plates were missed, badly framed or misread:": (
        "对整张照片评测后，本栏目显示哪些车牌漏检、框选不准或识别错误："
    ),
    "1 plate": "1 块车牌",
    "{n:,} plates": "{n:,} 块车牌",
    "Kinds of errors": "错误类型",
    "There is no such plate": "没有这类车牌",
    "missed": "漏检",
    "nothing found with an overlap of 0.5 or more": "没有重叠度达到 0.5 的检测结果",
    "badly framed": "框选不准",
    "read wrongly, overlap 0.7 or less": "识别错误，重叠度不超过 0.7",
    "misread": "误识",
    "read wrongly, overlap over 0.7": "识别错误，重叠度超过 0.7",
    "false alarm": "误检",
    "found where no plate is annotated": "在没有标注车牌处检出",
    "found and read; O and 0 count as the same": "检出且识别正确；O 与 0 视为相同",
    "out of scope": "不在范围内",
    "not seven characters, or not known": "不是七个字符，或文字未知",
    "Photos: {photos:,}. Plates: {plates:,}, of which {found} are found ({found_span}); {precision} of what "
    "is found is annotated. {model} finds and reads exactly {read} ({read_span}) of those with seven characters.": (
        "{photos:,} 张照片中有 {plates:,} 块车牌，检出 {found}（{found_span}）；检出结果中 {precision} 有标注。"
        "七位车牌中，{model} 检出且整牌识别正确的占 {read}（{read_span}）。"
    ),
    "1 false alarm": "1 处误检",
    "{n:,} false alarms": "{n:,} 处误检",
    "Photo {file}": "照片 {file}",
    "The plate, larger": "车牌放大图",
    "The photo is not in its folder any more. Its plates are drawn where they were.": (
        "照片已不在原文件夹中。仅画出车牌所在位置。"
    ),
    "annotated": "标注",
    "found": "检出",
    "other plates of the photo": "照片中的其他车牌",
    "shown larger": "放大部分",
    "Crop in detail": "查看裁剪图详情",
    "{kind}: truth {truth}, read {prediction}, overlap {overlap:.2f}. Show the crop in detail.": (
        "{kind}：真值 {truth}，识别为 {prediction}，重叠度 {overlap:.2f}。查看裁剪图详情。"
    ),
    "overlap": "重叠度",
    "score": "得分",
    "no plate is annotated here": "此处没有标注车牌",
    "text not known": "文字未知",
    "not found": "未检出",
    "not read: taken for a plate of eight characters": "未识别：被当作八位车牌",
    "two rows, not read with confidence": "双行车牌，置信度太低，未识别",
}
