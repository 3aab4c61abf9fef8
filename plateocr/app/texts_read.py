"""The Chinese of the section 'Read a plate', and of what all sections share."""

CHINESE: dict[str, str] = {
    "Reads Chinese licence plates of seven characters, and shows what it gets wrong and why.": (
        "识别七位中国车牌，并展示错在哪里、为什么错。"
    ),
    "Language": "语言",
    "Sections": "栏目",
    "Read a plate": "识别车牌",
    "Overview": "总览",
    "Worst first": "最差优先",
    "Confusions": "混淆",
    "Slices": "分组",
    "Confidence": "置信度",
    "Data faults": "数据问题",
    "Own data": "自己的数据",
    "or try one": "或试试示例",
    "Read example {number}": "识别示例 {number}",
    "The answers of the models appear here.": "模型的识别结果会显示在这里。",
    "A model is missing": "缺少一个模型",
    "{n} models are missing": "缺少 {n} 个模型",
    "The checkpoints 'simple' and 'lstm' come with plateocr: install it again. Or make your own with 'plateocr train' "
    "and 'plateocr export', and start the app with --checkpoint FOLDER.": (
        "模型 simple 和 lstm 随 plateocr 一起提供：请重新安装。也可以用 plateocr train 和 plateocr export "
        "训练自己的模型，再用 --checkpoint FOLDER 启动应用。"
    ),
    "Bars: how sure a model is of each character, in %. Below them: the next candidates.": (
        "柱形：模型对每个字符的把握，单位为 %。下方是其余候选字符。"
    ),
    "The picture that was read": "被识别的图片",
    "Dotted: a model is unsure, breaks a rule of plates, or differs from the other. Open a row for detail.": (
        "虚线：模型没有把握、结果不符合车牌规则，或两个模型不一致。点开一行可查看详情。"
    ),
    "The first {shown} of {n} pictures; the CSV holds all.": "显示 {n} 张图片中的前 {shown} 张；CSV 包含全部。",
    "{n} pictures": "{n} 张图片",
    "Reading {n} of {total}": "正在识别第 {n} 张，共 {total} 张",
    "Reading the picture": "正在识别图片",
    "Stopped after {n} of {total}": "已取消：识别了 {total} 张中的 {n} 张",
    "Cancel": "取消",
    "What you sent meanwhile is read next.": "接下来识别您刚才发送的图片。",
    "Picture": "图片",
    "File": "文件",
    "This file was not read": "这个文件未能识别",
    "{n} files were not read": "{n} 个文件未能识别",
    "Download as CSV": "下载 CSV",
    "Probability of each character, and the next candidates": "每个字符的概率及其余候选",
    "Confidence of the plate": "整块车牌的置信度",
    "Unsure: confidence {confidence}.": "没有把握：置信度 {confidence}。",
    "Not a text that is issued as a plate: {broken}.": "不符合车牌的发放规则：{broken}。",
    "O outside position 2": "字母 O 出现在第 2 位以外",
    "position 2 is not a letter": "第 2 位不是字母",
    "more than three letters after position 2": "第 2 位之后的字母多于三个",
    "{low:.1f} to {high:.1f} %": "{low:.1f} 至 {high:.1f} %",
    "One plate found": "找到一块车牌",
    "{n} plates found": "找到 {n} 块车牌",
    "The photo, with its plates outlined": "照片，已标出其中的车牌",
    "Nothing to read": "没有可识别的车牌",
    "Read the whole picture as one plate": "把整张图片当作一块车牌识别",
    "No plate found: the photo may be too small.": "没有找到车牌：照片可能太小。",
    "No plate found: the photo may be too dark.": "没有找到车牌：照片可能太暗。",
    "No plate found: there may be none, or it may be covered, blurred, or less than 40 pixels wide.": (
        "没有找到车牌：可能没有车牌，也可能被遮挡、模糊，或宽度不足 40 像素。"
    ),
    "A green plate of eight characters: plateocr reads plates of seven.": "八位绿色车牌：plateocr 只识别七位车牌。",
    "A plate with two rows, set out in one to be read.": "双行车牌，已排成单行后识别。",
    "A plate with two rows, which could not be read with confidence.": "双行车牌，置信度太低，未识别。",
    "not read": "未识别",
    "Plate {number}": "车牌 {number}",
    "Use the camera": "使用摄像头",
    "{name} is empty (0 bytes).": "{name} 是空文件（0 字节）。",
    "{name}: there is no such file.": "{name}：没有这个文件。",
    "{name} is {width}x{height} pixels; the limit is {limit} megapixels. Crop or shrink it.": (
        "{name} 的大小是 {width}x{height} 像素；上限是 {limit} 百万像素。请裁剪或缩小。"
    ),
    "{name} is {width}x{height} pixels; a plate needs at least {least} to be read.": (
        "{name} 的大小是 {width}x{height} 像素；车牌至少要有 {least} 像素才能识别。"
    ),
    "{name} is not an image that can be read (JPEG, PNG, HEIC, BMP, WebP, GIF and TIFF can).": (
        "{name} 不是可以打开的图片（支持 JPEG、PNG、HEIC、BMP、WebP、GIF 和 TIFF）。"
    ),
    "{name} is a HEIC image, and pi-heif, which reads these, is not installed: pip install pi-heif, or export "
    "the image as JPEG.": (
        "{name} 是 HEIC 图片，但尚未安装读取它的 pi-heif：请运行 pip install pi-heif，或把图片导出为 JPEG。"
    ),
    "The image was turned by 90 degrees to be read.": "图片顺时针旋转 90 度后识别。",
    "The image was turned by 180 degrees to be read.": "图片旋转 180 度后识别。",
    "The image was turned by 270 degrees to be read.": "图片顺时针旋转 270 度后识别。",
    "The file is cut off: the last rows of the image are missing.": "文件被截断：图片缺少最后几行。",
    "{name} has more than {limit} megapixels. Crop or shrink it.": "{name} 超过 {limit} 百万像素。请裁剪或缩小。",
    "{name} is truncated: the file ends before the image does. Copy it again.": (
        "{name} 不完整：图片数据还没读完，文件就中断了。请重新复制。"
    ),
    "{name} could not be read as an image: {reason}.": "{name} 无法作为图片打开：{reason}。",
    "Evaluation: {test_set}": "评测：{test_set}",
    "the test set that comes with plateocr": "plateocr 自带的测试集",
    "comes with plateocr": "plateocr 自带",
    "For programs: the JSON interface": "供程序调用：JSON 接口",
    "What was asked for cannot be used": "指定的内容无法使用",
    "{variable} names {asked}, which cannot be used; the log of the app says why. The app shows its own instead.": (
        "{variable} 指定了 {asked}，但无法使用，原因见应用的日志。现在显示应用自带的内容。"
    ),
    "a folder of the server": "服务器上的文件夹",
    "plateocr {version}, commit {commit}": "plateocr {version}，提交 {commit}",
}
