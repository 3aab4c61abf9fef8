"""The Chinese of the detail of a picture."""

CHINESE: dict[str, str] = {
    "This picture cannot be shown": "无法显示这张图片",
    "Picture {file}": "图片 {file}",
    "Truth": "真值",
    "Previous": "上一张",
    "Next": "下一张",
    "Pictures of the list": "列表中的图片",
    "{rank:,} of {total:,}": "第 {rank:,} 张，共 {total:,} 张",
    "not among the {total:,} pictures that the filters show": "不在筛选出的 {total:,} 张图片之中",
    "Size": "尺寸",
    "Sharpness": "清晰度",
    "Brightness": "亮度",
    "Contrast": "对比度",
    "Tilt": "倾斜角",
    " and ": " 和 ",
    "What {models} sees: {width} x {height} pixels": "{models} 看到的画面：{width} x {height} 像素",
    "What {models} see: {width} x {height} pixels": "{models} 看到的画面：{width} x {height} 像素",
    "About these answers": "关于这些结果",
    "The answer of {models} is what the table holds, with three candidates a position: there is no map of the parts "
    "that decided, and no reading again.": "{models} 的结果取自预测表，每个位置只有三个候选字符；"
    "因此没有判断依据图，也不能重新识别。",
    "{model} now reads another text than the table holds ({recorded}): the table was made with other weights.": (
        "{model} 现在的识别结果与预测表中的（{recorded}）不同：预测表是用另一组权重生成的。"
    ),
    "Bars: how sure a model is of each character, in %. Below them: the next four candidates.": (
        "柱高表示模型对每个字符的把握（%），下方是其后四个候选字符。"
    ),
    "Which part of the picture decided": "图片的哪一部分起了决定作用",
    "A grey patch is moved over the picture. Where it glows, covering the picture makes the model less sure of the "
    "character that it reads there; the dashed frame is the patch that costs most.": (
        "用一块灰色方块依次遮住图片的各个部分。发亮处被遮住时，模型对所选字符的把握会下降；虚线框是影响最大的一处。"
    ),
    "Covering the picture piece by piece …": "正在逐块遮挡图片……",
    "Position of the character": "字符的位置",
    "Position {position}, {character}": "第 {position} 位，{character}",
    "{before} sure; {after} with the framed part covered.": "把握 {before}；遮住虚线框后为 {after}。",
    "{before} sure; no part alone decides it: at least {after} with any part covered.": (
        "把握 {before}；没有哪一部分能单独决定它：遮住任何一处后至少还有 {after}。"
    ),
    "Read again": "重新识别",
    "The picture as a worse camera, light or connection would give it; both models read it anew.": (
        "模拟更差的相机、光线或网络传来的图片，由各模型重新识别。"
    ),
    "Back to the picture as it is": "恢复原图",
    "The changed picture": "处理后的图片",
    "Rotation (degrees)": "旋转（度）",
    "Crop margin (% of the size)": "裁剪边距（占尺寸的 %）",
    "Brightness (factor)": "亮度（倍数）",
    "Blur (% of the height)": "模糊（占高度的 %）",
    "JPEG quality (100: as it is)": "JPEG 质量（100：原样）",
    "reads another text from {below:g} down ({low}) and from {above:g} up ({high}).": (
        "从 {below:g} 往下读成另一结果（{low}），从 {above:g} 往上也是（{high}）。"
    ),
    "reads another text from {above:g} up ({high}).": "从 {above:g} 往上读成另一结果（{high}）。",
    "reads another text from {below:g} down ({low}).": "从 {below:g} 往下读成另一结果（{low}）。",
    "reads the same text over the whole range.": "在整个范围内结果不变。",
    "Confidence, % (cross: another text)": "整牌置信度，%（叉号：结果改变）",
    "the evaluation has no picture '{id}'; choose one from its cards.": "评测中没有图片“{id}”；请从卡片中选择一张。",
    "{name} is no longer in the folder of the evaluated pictures.": "{name} 已不在评测图片的文件夹中。",
}
