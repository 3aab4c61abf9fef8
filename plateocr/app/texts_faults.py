"""The Chinese of the page 'Data faults'."""

CHINESE: dict[str, str] = {
    "Flag what you want to look into, then take the flagged pictures away as a CSV file. A flag never changes the "
    "data.": "标记需要检查的图片，然后将其下载为 CSV 文件。标记不会改动任何数据。",
    "Flagged pictures as CSV": "下载已标记图片的 CSV",
    "All models read the same, each at least {sure} sure, and it is not what the label says.": (
        "所有模型的识别结果一致，置信度均不低于 {sure}，但与标注不同。"
    ),
    "No label is doubted.": "没有可疑的标注。",
    "Labels to doubt": "可疑标注",
    "Pictures that look the same": "外观相同的图片",
    "They weigh double in every figure. Where their labels differ, one is wrong; those come first.": (
        "它们在每项指标中被重复计算。若标注不同，则其中必有错误；这类图片排在最前。"
    ),
    "Look for them: every picture is opened once": "开始查找：每张图片都会打开一次",
    "No two pictures look the same.": "没有外观相同的图片。",
    "{n:,} pictures could not be opened.": "有 {n:,} 张图片无法打开。",
    "Plates that were also trained on": "训练集中出现过的车牌",
    "A model may know them by heart: the figures without them are the honest ones.": (
        "模型可能已经记住这些车牌：去掉它们之后的指标才是可信的。"
    ),
    "The app does not know which plates its models were trained on. Start it with: plateocr app --train-plates "
    "FILE_OR_FOLDER": "应用不知道模型是用哪些车牌训练的。请这样启动：plateocr app --train-plates FILE_OR_FOLDER",
    "No plate here was trained on.": "这里没有训练集中出现过的车牌。",
    "{model}, all pictures": "{model}，全部图片",
    "{model}, without them": "{model}，去掉之后",
    "Figures with and without the plates that were trained on": "包含与不包含训练车牌的指标",
    "no other picture": "没有其他图片",
    "at least {confidence} sure": "置信度不低于 {confidence}",
    "label": "标注",
    "{n} pictures with one label": "{n} 张图片，标注相同",
    "{n} pictures whose labels differ": "{n} 张图片，标注不同",
    "Show {file} in detail": "查看 {file} 的详情",
    "Flag {file}": "标记 {file}",
    "The first {shown:,} of {total:,}.": "共 {total:,} 项，显示前 {shown:,} 项。",
    "Opening {done:,} of {total:,} pictures": "正在打开：{done:,} / {total:,} 张图片",
}
